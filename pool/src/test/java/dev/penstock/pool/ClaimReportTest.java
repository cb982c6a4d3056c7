package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.Role;
import dev.penstock.backends.SlotCounts;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Loopback;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The text of a report is short, and names few backends, whatever the backends, errors and threads are. */
class ClaimReportTest {
    private static final Pattern LABEL = Pattern.compile("db-[0-9]+\\.[a-z.]*/");
    private static final int BACKENDS = 1_000;
    private static final int SUMMARY = 3_000;

    private static Backend backend(int number, int nameLength) {
        String domain = "." + "d".repeat(60) + ".";
        StringBuilder name = new StringBuilder("db-" + number + ".test");
        while (name.length() + domain.length() < nameLength) {
            name.append(domain, 0, domain.length() - 1);
        }
        return Backend.of(name.toString(), Loopback.address(1), 5000 + number);
    }

    private static BackendView view(int number, int nameLength, int slots, String error) {
        return new BackendView(
                backend(number, nameLength),
                slots > 0 ? BackendHealth.ONLINE : BackendHealth.OFFLINE,
                Role.UNKNOWN,
                0,
                false,
                new SlotCounts(0, 0, slots, 0, 0),
                -1,
                Microstate.IDLE,
                1,
                0,
                Optional.of(error),
                Optional.empty());
    }

    private static ClaimReport.Holder holder(int number, int nameLength, String thread) {
        return new ClaimReport.Holder(
                "c-" + number,
                backend(number, nameLength).label(),
                Optional.of("o".repeat(200)),
                thread,
                Duration.ofSeconds(1),
                Optional.empty(),
                List.of());
    }

    private static DiscoveryView discovery(Freshness freshness, Optional<String> failure) {
        return new DiscoveryView(
                new ServiceName("db.test"),
                1,
                freshness,
                List.of(),
                List.of(),
                Optional.of(Duration.ofSeconds(1)),
                Optional.of("10.0.0.2:53"),
                failure.map(text -> new DiscoveryFailure(DiscoveryFailure.Kind.BAD_ANSWER, text)));
    }

    private static ClaimReport report(
            List<BackendView> views, DiscoveryView discovery, List<ClaimReport.Holder> holders) {
        return report(views, discovery, holders, Optional.empty());
    }

    private static ClaimReport report(
            List<BackendView> views,
            DiscoveryView discovery,
            List<ClaimReport.Holder> holders,
            Optional<String> blockers) {
        Map<WaitEvent, Long> reasons = new EnumMap<>(WaitEvent.class);
        for (WaitEvent event : WaitEvent.values()) {
            reasons.put(event, Long.MAX_VALUE);
        }
        return new ClaimReport(
                "orders",
                "c-1",
                Duration.ofSeconds(1),
                reasons,
                10,
                0,
                Duration.ZERO,
                views,
                discovery,
                holders,
                blockers);
    }

    @ParameterizedTest
    @EnumSource(Freshness.class)
    void summaryOfLongTextsIsShort(Freshness freshness) {
        List<BackendView> views = new ArrayList<>();
        for (int i = 0; i < BACKENDS; i++) {
            views.add(view(i, 250, 0, "e".repeat(100_000)));
        }
        DiscoveryView discovery = discovery(freshness, Optional.of("f".repeat(100_000)));
        List<ClaimReport.Holder> holders = Collections.nCopies(10, holder(7, 250, "t".repeat(100_000)));
        assertThat(report(views, discovery, holders).summary()).hasSizeLessThanOrEqualTo(SUMMARY);
        Optional<String> blockers = Optional.of("blocked by " + "c".repeat(100_000));
        assertThat(report(views, discovery, holders, blockers).summary())
                .hasSizeLessThanOrEqualTo(SUMMARY)
                .contains("blocked by ccc");
    }

    @Test
    void summaryNamesTenBackendsAndCountsOthers() {
        List<BackendView> views = new ArrayList<>();
        for (int i = 0; i < BACKENDS; i++) {
            views.add(view(i, 10, i >= BACKENDS - 20 ? 1 : 0, "refused"));
        }
        List<ClaimReport.Holder> holders =
                List.of(holder(995, 10, "main"), holder(996, 10, "main"), holder(997, 10, "main"));
        String notUsed = "not used are db-1000.test/127.0.0.1:1, db-1001.test/127.0.0.1:1, db-1002.test/127.0.0.1:1,"
                + " db-1003.test/127.0.0.1:1, db-1004.test/127.0.0.1:1";
        String summary = report(views, discovery(Freshness.FRESH, Optional.of(notUsed)), holders)
                .summary();
        assertThat(LABEL.matcher(summary).results().map(found -> found.group()).distinct())
                .hasSize(10)
                .contains("db-995.test/", "db-996.test/", "db-997.test/", "db-1000.test/");
        assertThat(summary).contains(" and 993 more (980 OFFLINE, 13 ONLINE)", "db-1002.test/127.0.0.1:1, …; longest");
    }

    @Test
    void summaryNamesAllOfTenBackends() {
        List<BackendView> views = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            views.add(view(i, 10, 0, "refused"));
        }
        String summary = report(views, discovery(Freshness.FRESH, Optional.empty()), List.of())
                .summary();
        assertThat(LABEL.matcher(summary).results()).hasSize(10);
        assertThat(summary).doesNotContain(" more");
    }
}
