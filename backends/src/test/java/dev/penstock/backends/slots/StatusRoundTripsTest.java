package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.FakeClock;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Status requests that do not reach the status task. */
class StatusRoundTripsTest {
    private final FakeClock clock = new FakeClock();
    private final WaitAccounts accounts = new WaitAccounts(clock, new CorrelationIds("test"));
    private final List<StatusMessage> mailbox = new ArrayList<>();
    private boolean memoryLacks;

    private void post(StatusMessage message) {
        if (memoryLacks) {
            throw new OutOfMemoryError("scripted");
        }
        mailbox.add(message);
    }

    @Test
    void requestThatCannotBeSentHasSuccessor() {
        StatusRoundTrips roundTrips =
                new StatusRoundTrips(new BackendMeters(accounts, "test"), accounts.ids(), clock, this::post);
        memoryLacks = true;
        assertThatThrownBy(() -> roundTrips.begin(clock.nanoTime(), false)).isInstanceOf(OutOfMemoryError.class);
        memoryLacks = false;
        roundTrips.begin(clock.nanoTime(), false);
        assertThat(mailbox).hasSize(1);
        assertThat(roundTrips.end((StatusMessage.Request) mailbox.get(0), clock.nanoTime()))
                .isTrue();
        assertThat(accounts.snapshot().event(WaitEvent.SLOT_STATUS).active()).isZero();
    }
}
