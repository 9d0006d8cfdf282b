"""The package's docstring is the manual: what it shows runs."""

import doctest

import crypto


def test_a_reader_can_found_share_seal_open_and_rotate_from_the_manual():
    examples = doctest.DocTestParser().get_doctest(crypto.__doc__, {}, "manual", crypto.__file__, 0)

    outcome = doctest.DocTestRunner().run(examples)

    assert outcome.failed == 0
    assert outcome.attempted == len(examples.examples) > 30
