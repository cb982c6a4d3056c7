package dev.penstock.console.terminal;

import dev.penstock.console.format.Format;
import dev.penstock.console.source.StatsSource;
import java.io.IOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Explains one claim on a page of text. */
@Command(
        name = "explain",
        description = "Explains a claim on one page: why it waited, and what happened meanwhile."
                + " Without a claim, the one that has waited for longest.",
        footer = {
            "",
            "Examples:",
            "  explain 4711                       the claim of process 4711 that has waited for longest",
            "  explain 55eda142a9-1-3 4711        a claim, by its ID in a log line or an exception"
        })
final class ExplainCommand extends PoolCommand {
    private static final int TRIES = 5;

    /** A claim that waits comes before one that holds a slot. */
    private static final String OLDEST = "SELECT pool, claim_id, backend IS NULL AS waits FROM activity"
            + " ORDER BY waits DESC, age_nanos DESC LIMIT 1";

    @Parameters(
            paramLabel = "[CLAIM] [PID|URL|FILE]",
            arity = "0..*",
            hideParamSyntax = true,
            description = {
                "the ID of the claim, and the process or a bundle (FILE.zip).",
                "Without a process: the only one of this user that has a pool."
            })
    private List<String> words = new ArrayList<>();

    ExplainCommand(Io io, Output output) {
        super(io, output);
    }

    /**
     * The page of a claim.
     *
     * @param pool its pool
     */
    private record Page(String pool, String claim, String text) {
        /** A pool answers with a sentence about a claim that it does not know. */
        boolean isFound() {
            return text.startsWith("claim ");
        }
    }

    @Override
    void execute() throws Exception {
        List<String> claims = new ArrayList<>(words);
        String process = claims.stream().filter(Target::isTarget).findFirst().orElse("");
        claims.remove(process);
        claims.remove("claim"); // as it is logged
        if (claims.size() > 1) {
            throw wrong("give one claim and one process: '" + claims.get(1) + "' is too much");
        }
        try (Target target = Target.open(process)) {
            Optional<Page> page = claims.isEmpty() ? oldest(target) : Optional.of(find(target, claims.get(0)));
            if (page.isPresent() && !page.get().isFound()) {
                throw new Failure(page.get().text(), ExitCode.FAILED);
            }
            print(page, target);
        }
    }

    private void print(Optional<Page> page, Target target) {
        if (!output().isTable()) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            page.ifPresent(found -> rows.add(List.of(found.pool(), found.claim(), found.text())));
            output().write(new Format.Rows(List.of("pool", "claim_id", "report"), rows), io());
        } else if (page.isPresent()) {
            output().page(page.get().text(), io());
        } else {
            output().page(
                            "No claim is in flight: "
                                    + String.join(", ", target.stats().pools()) + ".",
                            io());
        }
    }

    private static Page find(Target target, String claim) throws Failure {
        Page page = new Page("", claim, "");
        for (StatsSource pool : target.pools()) {
            Page next = new Page(pool.pool(), claim, explain(pool, claim));
            if (next.isFound() || page.text().isEmpty() || page.text().contains("is not of this pool")) {
                page = next;
            }
            if (next.isFound()) {
                break;
            }
        }
        return page;
    }

    private static String explain(StatsSource pool, String claim) throws Failure {
        try {
            return pool.explain(claim);
        } catch (IOException e) {
            throw new Failure(String.valueOf(e.getMessage()), ExitCode.UNREACHABLE, e);
        }
    }

    /** A claim may end before it is explained: then the next one is the oldest. */
    private Optional<Page> oldest(Target target) throws Exception {
        Optional<Page> page = Optional.empty();
        try (Connection connection = target.stats().getConnection()) {
            Queries queries = new Queries(connection);
            for (int i = 0; i < TRIES && page.filter(Page::isFound).isEmpty(); i++) {
                List<List<@Nullable Object>> rows = queries.run(OLDEST).rows().values();
                if (rows.isEmpty()) {
                    return Optional.empty();
                }
                List<@Nullable Object> row = rows.get(0);
                String name = String.valueOf(row.get(0));
                String claim = String.valueOf(row.get(1));
                boolean waits = Boolean.TRUE.equals(row.get(2));
                StatsSource pool = target.pools().stream()
                        .filter(each -> each.pool().equals(name))
                        .findFirst()
                        .orElseThrow();
                page = Optional.of(new Page(name, claim, explain(pool, claim)));
                if (page.get().isFound() && !waits) {
                    note("No claim waits for a slot. This is the oldest claim that holds one.");
                }
            }
        }
        return page;
    }
}
