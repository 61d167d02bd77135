"""The command line: ``gpconnect-conformance``."""

import typer

from gpconnect.commands import doctor, gate, load, provider, reports, setting_up, sweep, vocabulary

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (
    setting_up.init,
    setting_up.import_data,
    doctor.doctor,
    provider.serve,
    provider.provider_data,
    provider.faults,
    reports.report,
    reports.requirements,
    sweep.sweep,
    vocabulary.steps,
    load.load,
    gate.compare,
):
    app.command()(command)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(gate.run)


@app.callback()
def _about() -> None:
    """Conformance testing of GP Connect providers."""


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
