package dev.penstock.pool.instrument;

import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The blocking chains: now, and those that were seen. */
final class ChainTables {
    private ChainTables() {}

    /**
     * A link of a chain.
     *
     * @param position 1 for the first link
     */
    private record Row(Chain chain, int position) {
        Link link() {
            return chain.links().get(position - 1);
        }

        Optional<Link> blocker() {
            return position < chain.links().size() ? Optional.of(chain.links().get(position)) : Optional.empty();
        }
    }

    static List<StatsTable<?>> all() {
        return List.of(blocking(), chains());
    }

    private static StatsTable<Row> blocking() {
        return links(StatsTable.named(
                        "blocking",
                        "A party of a blocking chain at this moment; servers of PostgreSQL are asked, for up to"
                                + " 500 ms"))
                .from(reading -> rows(reading.pool().chains().now()));
    }

    private static StatsTable<Row> chains() {
        StatsTable.Builder<Row> table = StatsTable.<Row>named(
                        "chains", "A party of a blocking chain that was seen: of the last 64 chains, the latest first")
                .time("seen_until", "The moment at which the chain was seen last", row -> row.chain.until())
                .moment("seen_from", "The moment at which it was seen first", row -> Optional.of(row.chain.from()));
        return links(table)
                .from(reading -> rows(reading.pool().chains().kept()).stream()
                        .filter(row -> !row.chain.until().isBefore(reading.from())
                                && !row.chain.until().isAfter(reading.to()))
                        .toList());
    }

    private static List<Row> rows(List<Chain> chains) {
        List<Row> rows = new ArrayList<>();
        for (Chain chain : chains) {
            for (int position = 1; position <= chain.links().size(); position++) {
                rows.add(new Row(chain, position));
            }
        }
        return rows;
    }

    private static StatsTable.Builder<Row> links(StatsTable.Builder<Row> table) {
        table.text(
                        "chain_id",
                        "The ID of the chain: the same as long as the same code blocks the same code",
                        row -> row.chain.id())
                .number("position", "1 for the first party; each waits for the next one", row -> (long) row.position)
                .text(
                        "kind",
                        "waiting_claim, call, holder, outside_session or pool",
                        row -> row.link().kind().name().toLowerCase(Locale.ROOT))
                .optionalText(
                        "claim_id",
                        "The ID of the claim of the party",
                        row -> row.link().claim())
                .optionalText(
                        "thread", "The name of its thread", row -> row.link().thread())
                .optionalText(
                        "backend", "The label of its backend", row -> row.link().backend())
                .optionalNumber(
                        "pid",
                        ClaimTables.PID,
                        row -> ClaimTables.asLong(row.link().pid()));
        return end(blocker(activity(table)));
    }

    private static StatsTable.Builder<Row> activity(StatsTable.Builder<Row> table) {
        return table.duration(
                        "in_wait",
                        "The time since it does what it does",
                        row -> OptionalLong.of(row.link().nanos()))
                .optionalText(
                        "sql",
                        "Its SQL with ? for each literal",
                        row -> row.link().sql())
                .optionalText(
                        "stack",
                        "The stack of its thread, innermost frame first; of the last party, or of all of a cycle",
                        row -> row.link().frames().isEmpty()
                                ? Optional.empty()
                                : Optional.of(String.join("\n", row.link().frames())))
                .text(
                        "party",
                        "The party and what it does, in one line",
                        row -> row.link().text());
    }

    private static StatsTable.Builder<Row> end(StatsTable.Builder<Row> table) {
        return table.number(
                        "num_waiters", "The number of claims that wait for the root", row -> (long) row.chain.waiters())
                .flag("is_cycle", "Whether the parties wait for each other", row -> row.chain.isCycle())
                .text(
                        "ending",
                        "Why the chain ends: see the table of endings in chains.md",
                        row -> row.chain.ending().label())
                .text("reason", "A sentence about the end", row -> row.chain.reason())
                .optionalText(
                        "remedy",
                        "What an operator can do; null if the pool knows of nothing",
                        row -> row.chain.remedies().isEmpty()
                                ? Optional.empty()
                                : Optional.of(String.join("; ", row.chain.remedies())))
                .text(
                        "chain_signature",
                        "A text without IDs that is the same for the same code",
                        row -> row.chain.signature());
    }

    private static StatsTable.Builder<Row> blocker(StatsTable.Builder<Row> table) {
        return table.optionalText(
                        "blocker_claim_id",
                        "The ID of the claim for which it waits; null if that is no claim, or for the last party",
                        row -> row.blocker().flatMap(Link::claim))
                .optionalNumber(
                        "blocker_pid",
                        "The process of the server for which it waits",
                        row -> row.blocker()
                                .map(link -> ClaimTables.asLong(link.pid()))
                                .orElse(OptionalLong.empty()))
                .optionalText(
                        "root_claim_id", "The ID of the claim at the end of the chain", row -> row.chain.rootClaim())
                .optionalNumber(
                        "root_pid",
                        "The process of the server at the end of the chain",
                        row -> ClaimTables.asLong(row.chain.root().pid()));
    }
}
