package dev.penstock.pool.instrument;

import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The configuration of a pool, and the name servers that it has asked. */
final class SettingTables {
    private SettingTables() {}

    static List<StatsTable<?>> all() {
        return List.of(nameServers(), settings());
    }

    private record Answers(String server, String outcome, EventStats stats) {
        /** Of the name of a meter, as in {@code 10.0.0.2:53 timeout}. */
        static Answers of(String meter, EventStats stats) {
            int blank = meter.indexOf(' ');
            return blank < 0
                    ? new Answers(meter, "", stats)
                    : new Answers(meter.substring(0, blank), meter.substring(blank + 1), stats);
        }
    }

    private static StatsTable<Answers> nameServers() {
        return StatsTable.<Answers>named(
                        "name_servers",
                        "The queries to one name server that ended in one way, since the pool started;"
                                + " no row if the pool looks up no name by DNS")
                .text("name_server", "The address and port of the name server", Answers::server)
                .text(
                        "outcome",
                        "The end of the queries: answer, negative, timeout, servfail, unreachable and so on",
                        Answers::outcome)
                .number("queries", "The number of queries", row -> row.stats.total())
                .duration("wait", "The time of these queries", row -> OptionalLong.of(row.stats.totalNanos()))
                .duration(
                        "p99",
                        "The 99th percentile of their times",
                        row -> row.stats.total() == 0
                                ? OptionalLong.empty()
                                : OptionalLong.of(row.stats.percentileNanos(0.99)))
                .duration("max", "The longest of them", row -> OptionalLong.of(row.stats.maxNanos()))
                .from(SettingTables::answers);
    }

    private static List<Answers> answers(Reading reading) {
        WaitSnapshot waits = reading.waits();
        List<Answers> rows = new ArrayList<>();
        for (String meter : waits.backends()) {
            EventStats stats = waits.event(WaitEvent.DNS_QUERY, meter);
            if (stats.total() > 0) {
                rows.add(Answers.of(meter, stats));
            }
        }
        return rows;
    }

    private static StatsTable<PoolReadings.Setting> settings() {
        return StatsTable.<PoolReadings.Setting>named(
                        "settings", "A property of the pool's configuration at this moment, without secrets")
                .text("property", "The name of the property, as in the page on configuration", row -> row.property())
                .optionalText(
                        "current_value",
                        "Its value; times in milliseconds; the class of an object; null if it has none or is hidden",
                        row -> row.value())
                .flag("configured", "Whether the application has set it, even if to its default", row -> row.set())
                .flag("live", "Whether it can be changed while the pool runs", row -> row.live())
                .flag("hidden", "Whether its value is not shown, because it may contain a secret", row -> row.hidden())
                .from(reading -> reading.pool().settings().get());
    }
}
