"""Who is who."""

import pytest

from bot.core.models import Account, Identity

ADA = Account("ada")


@pytest.mark.parametrize("other", [ADA, Account("Ada")])
def test_a_login_is_the_same_in_any_case(other):
    assert ADA.is_same(other)
    assert other.is_same(ADA)


@pytest.mark.parametrize("other", [Account("ben"), Account("ghost"), None])
def test_others_are_not_the_same(other):
    assert not ADA.is_same(other)
    assert other is None or ADA.is_other(other)


@pytest.mark.parametrize("login", ["ghost", "Ghost"])
def test_two_deleted_users_are_not_known_to_be_one(login):
    ghost = Account(login)
    assert ghost.is_deleted
    assert not ghost.is_same(Account("ghost"))
    assert not ghost.is_other(Account("ghost"))
    assert not ADA.is_deleted


def test_the_app_is_known_by_the_login_under_which_it_writes():
    me = Identity(1, "team-compass")
    assert Account("Team-Compass[bot]", "Bot").is_same(me)
    assert not Account("team-compass").is_same(me)
