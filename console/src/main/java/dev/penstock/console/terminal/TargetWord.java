package dev.penstock.console.terminal;

import picocli.CommandLine.Parameters;

/** The parameter {@code [PID|URL|FILE]} of commands without a query. Used by one thread. */
final class TargetWord {
    @Parameters(
            paramLabel = "[PID|URL|FILE]",
            arity = "0..1",
            hideParamSyntax = true,
            description = {
                "the process or a bundle (FILE.zip).",
                "Without a process: the only one of this user that has a pool."
            })
    private String word = "";

    String word() {
        return word;
    }
}
