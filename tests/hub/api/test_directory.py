"""The directory through the API: founding, inviting, joining by code, and every way to be refused."""



def test_a_tenant_is_founded_by_the_code_its_operator_gave(hub):
    pip = hub.found("pip", "ada")

    assert hub.now.by_slug("pip").genesis == pip.genesis
    assert hub.now.tenant(pip.genesis).stage == "informal"
    assert [each["index"] for each in hub.receipts] == [0, 1]


def test_a_member_joins_by_code_without_an_account(hub):
    pip = hub.found("pip", "ada")
    bob = hub.join(pip, "bob", role="coordinator")

    assert hub.now.person(pip.genesis, bob.person).roles == {"coordinator"}
    assert hub.get("directory/entries", from_=3).get_json()["size"] == 4
