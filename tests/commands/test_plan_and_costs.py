"""`plan` and `costs` as people and programs meet them, over a real build."""

from command import FEW_WORKERS, answer, call, sentence
from small_source import World, entries


def built(world: World, count: int, out: str) -> str:
    world.publish(entries(count))
    release: str = answer(call(world, "build", "essai.toml", "--json", "--out", out, *FEW_WORKERS))["release"]
    return release


def test_a_release_says_what_it_took_and_a_sample_what_more_will_take(world: World) -> None:
    world.recipe_file()
    small, large = built(world, 5, "small"), built(world, 25, "large")
    took = answer(call(world, "costs", large, "--site", "scaleway", "--json"))
    assert took["used"]["map"]["core_seconds"] > 0
    assert took["core_seconds"] > took["used"]["map"]["core_seconds"]
    assert took["bill"]["eur"] > 0
    told = answer(call(world, "plan", "essai.toml", "--documents", "1e6", "--site", "jean-zay", "--out", "large", "--json"))
    assert (told["site"], told["partition"], told["documents"], told["samples"]) == ("Jean Zay", "cpu_p1", 1_000_000, [25])
    assert told["bill"]["node_hours"] > 0
    assert told["sources"]["cpu"]["address"].startswith("http://www.idris.fr/")
    line = ("--sample", small, "--sample", large)
    less = answer(call(world, "plan", "essai.toml", "--documents", "1e6", "--site", "jean-zay", *line, "--json"))
    assert less["samples"] == [5, 25]
    assert less["bill"]["node_hours"] < told["bill"]["node_hours"]
    people = call(world, "plan", "essai.toml", "--documents", "1e6", "--site", "jean-zay", "--out", "large")
    assert people.returncode == 0, people.stderr
    for words in (
        "1,000,000 documents on Jean Zay, cpu_p1",
        "core-hours, map",
        "Total storage required (Gbyte)",
        "Not known of this site",
    ):
        assert words in people.stdout
    assert "core-seconds" in call(world, "costs", large).stdout


def test_a_mistake_is_one_sentence(world: World) -> None:
    world.recipe_file()
    world.publish(entries(3))
    for arguments, says in (
        (("essai.toml", "--documents", "1e6", "--site", "jeanzay"), "did you mean `jean-zay`"),
        (("essai.toml", "--documents", "many"), "--documents many: give a number"),
        (("essai.toml",), "with --documents how many"),
        (("--model", "1b"), "with --model and --tokens"),
        (("--model", "1b", "--tokens", "1b", "--site", "lumi"), "does not give"),
    ):
        assert says in sentence(call(world, "plan", *arguments), 2)
    assert "no sample of essai.toml has been built" in sentence(call(world, "plan", "essai.toml", "--documents", "5"), 2)
