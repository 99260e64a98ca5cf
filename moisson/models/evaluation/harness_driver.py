"""Runs lm-evaluation-harness, in an interpreter that has it: `python harness_driver.py REQUEST.json ANSWER.json`.

It imports nothing of Moisson's, whose core cannot be installed beside lm-eval (decision 64).
"""

import json
import sys
from pathlib import Path
from typing import Any


def main(request: Path, answer: Path) -> None:
    """Evaluate as the request says and write each item's scores."""
    import lm_eval
    from lm_eval.tasks import TaskManager

    asked: dict[str, Any] = json.loads(request.read_text(encoding="utf-8"))
    manager = TaskManager(include_path=asked["folders"], include_defaults=False)
    if not manager.all_subtasks:
        sys.exit(f"no YAML file in {', '.join(asked['folders'])} defines a task")
    told = lm_eval.simple_evaluate(
        model="hf",
        model_args={"pretrained": asked["model"], "max_length": asked["context"], "trust_remote_code": False},
        tasks=list(manager.all_subtasks),
        task_manager=manager,
        device=asked["device"],
        batch_size=asked["batch"],
        limit=asked["limit"],
        bootstrap_iters=0,
        log_samples=True,
    )
    tasks = {name: [_item(sample) for sample in samples] for name, samples in told["samples"].items()}
    answer.write_text(json.dumps({"version": lm_eval.__version__, "tasks": tasks}), encoding="utf-8")


def _item(sample: dict[str, Any]) -> dict[str, Any]:
    """An item's scores, and the texts that make it: what is asked and the right answer."""
    arguments = list(sample["arguments"])
    target = sample["target"]
    gold = arguments[target][1] if isinstance(target, int) and target < len(arguments) else target
    doc = sample["doc"] if isinstance(sample["doc"], dict) else {}
    texts = {"prompt": arguments[0][0], "gold": str(gold), "question": doc.get("question"), "passage": doc.get("passage")}
    scores = {key: float(sample[key]) for key in sample["metrics"] if isinstance(sample[key], int | float)}
    return {"id": sample["doc_id"], "scores": scores, "choices": len(arguments), **texts}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
