package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The text of the public values, as logs and messages show it. */
class TextFormTest {
    private static final String LABEL = SlotSetTestData.backend(1).label();

    @Test
    void backendViewShowsHealthRoleSlotsAndLastError() {
        BackendView view = new BackendView(
                SlotSetTestData.backend(1),
                BackendHealth.OFFLINE,
                Role.PRIMARY,
                1,
                false,
                SlotCounts.NONE,
                -1,
                Microstate.IDLE,
                1,
                0,
                Optional.of("the probe failed"),
                Optional.empty());

        assertThat(view)
                .hasToString(LABEL + " OFFLINE PRIMARY"
                        + " (total=0, claimed=0, unclaimed=0, connecting=0, checking=0), last error: the probe failed");
    }

    @Test
    void discoveryViewShowsFreshnessSourceAgeAndLastError() {
        DiscoveryView view = new DiscoveryView(
                new ServiceName("orders"),
                3,
                Freshness.STALE,
                List.of(new DiscoveryView.Known(SlotSetTestData.backend(1), "10.0.0.2:53", Duration.ofSeconds(25))),
                List.of(new DiscoveryView.Absent(SlotSetTestData.backend(1), Duration.ofSeconds(12))),
                Optional.of(Duration.ofSeconds(42)),
                Optional.of("10.0.0.2:53"),
                Optional.of(new DiscoveryFailure(DiscoveryFailure.Kind.TIMEOUT, "no answer")));

        assertThat(view)
                .hasToString("orders: 1 backend, STALE, answered by 10.0.0.2:53 42 s ago, 1 absent;"
                        + " last error: no answer");
        assertThat(view.backends()).singleElement().hasToString(LABEL + " from 10.0.0.2:53, expires in 25 s");
        assertThat(view.absent()).singleElement().hasToString(LABEL + " absent for 12 s");
    }

    @Test
    void expiredBackendShowsTheTimeSinceItExpired() {
        assertThat(new DiscoveryView.Known(SlotSetTestData.backend(1), "the file", Duration.ofSeconds(-3)))
                .hasToString(LABEL + " from the file, expired 3 s ago");
    }

    @Test
    void roleReadingShowsDatabaseAndTimelineIfKnown() {
        assertThat(new RoleReading(true, "7364", 3)).hasToString("PRIMARY of 7364, timeline 3");
        assertThat(new RoleReading(false, "", 0)).hasToString("SECONDARY");
    }

    @Test
    void disconnectCauseShowsReasonAndBlame() {
        assertThat(DisconnectCause.server("the server closed it")).hasToString("the server closed it (blame: SERVER)");
    }
}
