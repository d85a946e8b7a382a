from __future__ import annotations

import pytest

from praya.model import errors
from praya.settings import Settings, read_settings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PRAYA_HANDS", "0"),
        ("PRAYA_HANDS", "two"),
        ("PRAYA_HOST_PAUSE", "-1"),
        ("PRAYA_HOST_PAUSE", "nan"),
        ("PRAYA_HOST_PAUSE", "inf"),
        ("PRAYA_WATCH", "perhaps"),
        ("PRAYA_ALLOW_NETWORKS", "10.1.0.0/99"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(name: str, text: str):
    with pytest.raises(errors.ParameterInvalid) as caught:
        read_settings({name: text})
    assert caught.value.fields["name"] == name


def test_settings_are_read_from_the_environment_and_what_is_given_wins():
    environment = {"PRAYA_HANDS": "2", "PRAYA_HOST_PAUSE": "0.5", "PRAYA_WATCH": "no", "PRAYA_PORT": "1"}
    settings = read_settings(environment, port=2, home=None)
    assert settings == Settings(hands=2, host_pause=0.5, watch=False, port=2)
