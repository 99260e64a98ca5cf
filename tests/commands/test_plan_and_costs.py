"""`plan` and `costs` as people and programs meet them, over a real build."""

from time import process_time

from command import FEW_WORKERS, answer, call, sentence
from small_source import World, entries

from moisson.workspace.usage import metered


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
        "Number of hours requested (core hours)",
        "(estimated)",
        "Not known of this site",
    ):
        assert words in people.stdout
    assert "core-seconds" in call(world, "costs", large).stdout


def test_keeping_the_books_takes_less_than_a_hundredth_of_a_build(world: World) -> None:
    world.recipe_file()
    took = answer(call(world, "costs", built(world, 25, "build"), "--json"))
    tasks, often, began = sum(used.get("tasks", 0) for used in took["used"].values()), 300, process_time()
    for _ in range(often):
        with metered() as used:
            pass
        used.as_dict()
    assert (process_time() - began) / often * tasks < 0.01 * took["core_seconds"]


def test_a_training_is_forecast_and_what_a_site_lacks_is_named(world: World) -> None:
    asked = ("plan", "--model", "1.3b", "--tokens", "100e9")
    told = answer(call(world, *asked, "--site", "lumi", "--json"))
    assert told["gpu_hours"][0] < told["gpu_hours"][1]
    assert told["applications"][0]["form"].startswith("EuroHPC")
    people = call(world, *asked, "--site", "marenostrum-5", "--partition", "gpp")
    assert people.returncode == 0, people.stderr
    assert "Not known of this site: partitions.gpp.gpu_tflops, partitions.gpp.gpus" in people.stdout.replace("\n", " ")


def test_a_mistake_is_one_sentence(world: World) -> None:
    world.recipe_file()
    world.publish(entries(3))
    for arguments, says in (
        (("essai.toml", "--documents", "1e6", "--site", "jeanzay"), "did you mean `jean-zay`"),
        (("essai.toml", "--documents", "many"), "--documents many: give a number"),
        (("essai.toml",), "with --documents how many"),
        (("--model", "1b"), "with --model and --tokens"),
        (("--model", "1b", "--tokens", "1b", "--utilisation", "2"), "--utilisation 2: give a share"),
    ):
        assert says in sentence(call(world, "plan", *arguments), 2)
    assert "no sample of essai.toml has been built" in sentence(call(world, "plan", "essai.toml", "--documents", "5"), 2)
