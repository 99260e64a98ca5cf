"""One sentence for what is wrong in a description."""

import pytest

from moisson.connectors import make_connector
from moisson.contracts.errors import SourceError


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"use": "oai", "url": 1}, "`url` = 1 is not accepted: input should be a valid string."),
        ({"use": "oai"}, "`url` is missing."),
        (
            {"use": "web", "sitemap": []},
            "no `sitemap` (did you mean `sitemaps`?); its fields are: manners, sitemaps, feeds,",
        ),
        (
            {"use": "api", "url": "https://a.example/l", "records": "r", "id": "i", "next": "n", "page": "p"},
            "connector api: a list is paged by one of `next`, `offset` and `page`.",
        ),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(fields: dict[str, object], words: str) -> None:
    with pytest.raises(SourceError) as found:
        make_connector(fields, "source.toml")
    assert words in str(found.value)


def test_all_that_is_wrong_is_said_at_once_up_to_five() -> None:
    with pytest.raises(SourceError) as found:
        make_connector({"use": "oai", "sets": 1, "max_records": 0}, "source.toml")
    assert [word in str(found.value) for word in ("`url` is missing.", "`sets` = 1", "`max_records` = 0")] == [True] * 3
    with pytest.raises(SourceError, match=r"And 3 more\.$"):
        make_connector({"use": "oai", "url": "https://a.example/", **{f"x{number}": 1 for number in range(8)}}, "source.toml")


def test_the_password_of_an_address_is_not_repeated() -> None:
    with pytest.raises(SourceError) as found:
        make_connector({"use": "oai", "url": "ftp://reader:hush@archive.example/oai?token=hush"}, "source.toml")
    assert "archive.example/oai" in str(found.value)
    assert "hush" not in str(found.value)
