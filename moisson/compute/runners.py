"""The runner that a build is asked to use."""

from moisson.compute.local import Local
from moisson.compute.rounds import Runner
from moisson.contracts.errors import UserError
from moisson.workspace.options import Options

RUNNERS = ("local", "folder", "slurm", "ray")


def runner(options: Options) -> Runner:
    """Where tasks run, as options say; raises UserError for what there is not, or what lacks a site file."""
    where = options.where
    if where.on == "local":
        return Local(options.workers)
    if where.on == "folder":
        from moisson.compute.on_folder import Folder

        return Folder(options.workers)
    if where.on == "slurm":
        from moisson.compute.site import load_site
        from moisson.compute.slurm import Slurm

        if where.site is None:
            raise UserError("--on slurm: name with --site what the cluster asks of a job (docs/how-to/several-machines.md).")
        return Slurm(load_site(where.site))
    if where.on == "ray":
        try:
            from moisson.compute.on_ray import Ray
        except ModuleNotFoundError as error:
            raise UserError(f"--on ray needs {error.name}; install it by `pip install 'moisson[ray]'`.") from None

        return Ray(options.workers, where.address)
    raise UserError(f"--on {where.on}: there is no such runner; known are {', '.join(RUNNERS)}.")
