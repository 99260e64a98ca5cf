"""What a harvest changed, at three levels: content, extracted text, and the publisher's own versions."""

from small_source import BREAK, READ, SENTENCES, UNREADABLE, Entry, World, entries

from moisson.corpus.changes import Change, harvest_and_compare


def compare(world: World, accept_loss: bool = True) -> Change:
    options = world.options()
    with options.workspace.locked():
        return harvest_and_compare(world.source, options, accept_loss=accept_loss)


def level(added: int = 0, changed: int = 0, unchanged: int = 0, vanished: int = 0) -> dict[str, int]:
    return {"added": added, "changed": changed, "unchanged": unchanged, "vanished": vanished}


def named(entry: Entry, version: str, text: str | None = None) -> Entry:
    return Entry(entry.id, entry.text if text is None else text, {**entry.facts, "publisher_version": version})


def test_a_first_harvest_adds_all(world: World) -> None:
    world.publish(entries(3), ["{"])
    change = compare(world)
    assert (change.content, change.text, change.publisher) == (level(added=3), level(added=3), {})
    assert (change.before, change.new, change.refused) == (None, True, {"split:json-malformed": 1})
    assert "first harvest" in str(change)
    assert "  1 entry: split:json-malformed, " in str(change)
    assert str(change).endswith(f": {change.examples['split:json-malformed'].partition(': ')[2]}")


def test_the_three_levels_answer_different_questions(world: World) -> None:
    # `read` drops what is in braces, as readers drop markup: content may change where the words stay.
    world.describe(read=READ.replace('["text"]\n    if', '["text"].replace("{}", "")\n    if'))
    first = [named(entry, "v1") for entry in entries(6)]
    world.publish(first)
    assert compare(world).publisher == level(added=6)
    world.publish(
        [
            named(first[0], "v2"),  # another version of theirs, the same words
            named(first[1], "v1", first[1].text + "{}"),  # touched, but not in its words
            named(first[2], "v2", SENTENCES[20]),  # other words
            *first[3:5],
            named(Entry("B", SENTENCES[21]), "v1"),
        ]
    )
    change = compare(world)
    assert change.content == level(added=1, changed=2, unchanged=3, vanished=1)
    assert change.text == level(added=1, changed=1, unchanged=4, vanished=1)
    assert change.publisher == level(added=1, changed=2, unchanged=3, vanished=1)
    assert change.as_dict()["text"] == change.text


def test_an_unchanged_source_says_that_there_is_nothing_to_do(world: World) -> None:
    world.publish(entries(2))
    compare(world)
    change = compare(world)
    assert not change.new
    assert str(change).endswith("already harvested, nothing to do")


def test_what_came_back_counts_as_added_and_what_was_gone_before_does_not_count_as_vanished(world: World) -> None:
    for count in (3, 2):
        world.publish(entries(count))
        compare(world)
    world.publish(entries(3)[1:])
    assert compare(world).content == level(added=1, unchanged=1, vanished=1)


def test_documents_that_cannot_be_read_are_compared_by_their_reason(world: World) -> None:
    served = [Entry("a", UNREADABLE), Entry("b", UNREADABLE), Entry("c", BREAK.join(SENTENCES[:2]))]
    world.publish(served)
    compare(world)
    world.publish([Entry("a", UNREADABLE + "!"), Entry("b", SENTENCES[0]), Entry("c", BREAK.join(SENTENCES[:3]))])
    change = compare(world)
    assert change.content == level(changed=3)
    assert change.text == level(changed=2, unchanged=1)
