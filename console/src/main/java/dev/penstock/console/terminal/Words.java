package dev.penstock.console.terminal;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The parameters {@code [PID|URL|FILE] [QUERY]}, which several commands share. Used by one thread. */
final class Words {
    @Parameters(
            paramLabel = "[PID|URL|FILE] [QUERY]",
            arity = "0..*",
            hideParamSyntax = true,
            description = {
                "the process or a bundle (FILE.zip), and a query in quotes.",
                "Without a process: the only one of this user that has a pool."
            })
    private List<String> words = new ArrayList<>();

    List<String> all() {
        return words;
    }
}
