package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.CorrelationIds;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The form of messages in the log. */
class StatusMessageTest {
    private final CorrelationIds ids = new CorrelationIds("prefix");

    @Test
    void requestIsLoggedWithFormattedIds() {
        long roundTrip = ids.next();
        long claim = ids.next();
        assertThat(new StatusMessage.Request(roundTrip, claim, 0).describe(ids))
                .isEqualTo("Request " + ids.format(roundTrip) + " for claim " + ids.format(claim));
        assertThat(new StatusMessage.Request(roundTrip, 0, 0).describe(ids))
                .isEqualTo("Request " + ids.format(roundTrip));
    }

    @Test
    void textOfDriverIsNotLogged() {
        SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture();
        fixture.resize(1);
        Effect.Connect attempt = fixture.connects.remove();
        StatusMessage failure =
                new StatusMessage.ConnectFailed(attempt.slot(), attempt.attempt(), new SQLException("password=secret"));
        assertThat(failure.describe(ids)).isEqualTo("ConnectFailed");
    }
}
