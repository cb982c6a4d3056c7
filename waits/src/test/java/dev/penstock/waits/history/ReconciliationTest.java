package dev.penstock.waits.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.sessions.SessionAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SECOND = 1_000_000_000;

    private long now;
    private long unseen;
    private final WaitAccounts accounts = new WaitAccounts(() -> now, new CorrelationIds());
    private final List<AcquireTimeline> claims = new ArrayList<>();
    private final InFlightSource source = new InFlightSource() {
        @Override
        public InFlight read(long moment, long stackAge) {
            List<ClaimState> states = claims.stream()
                    .skip(unseen)
                    .map(claim -> new ClaimState(
                            claim.claimId(),
                            WaitEvent.CLAIM_VALIDATE,
                            0,
                            0,
                            Optional.of("db"),
                            OptionalLong.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.empty()))
                    .toList();
            return new InFlight(states, states.size());
        }

        @Override
        public SessionAccounts sessions() {
            return new SessionAccounts("orders", () -> now);
        }

        @Override
        public int slotsInUse() {
            return 0;
        }
    };
    private final Recorder recorder = new Recorder(accounts, source, () -> 4, () -> BEGIN.plusNanos(now));

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            recorder.beat(now, Duration.ofSeconds(1));
            now += SECOND;
        }
    }

    private void claim() {
        AcquireTimeline claim = accounts.beginAcquire(now);
        claim.beginValidation("db");
        claims.add(claim);
    }

    @Test
    void steadyClaimsAgree() {
        claim();
        claim();
        seconds(100);
        Reconciliation seen = recorder.reconciliation();

        assertThat(seen.load()).isCloseTo(2, within(0.03));
        assertThat(seen.sampled()).isCloseTo(2, within(1e-9));
        assertThat(seen.ticks()).isEqualTo(99);
        assertThat(seen.agrees()).isTrue();
        assertThat(seen.toString()).contains("agree").contains("0 late");
    }

    @Test
    void idleSecondsCountAsZero() {
        seconds(60);

        assertThat(recorder.reconciliation()).isEqualTo(new Reconciliation(59, 0, 0, 0, 0));
        assertThat(recorder.reconciliation().agrees()).isTrue();
    }

    @Test
    void samplerThatMissesClaimsDiffers() {
        claim();
        claim();
        unseen = 1;
        seconds(100);
        Reconciliation seen = recorder.reconciliation();

        assertThat(seen.agrees()).isFalse();
        assertThat(seen.difference()).isCloseTo(-1, within(0.03));
        assertThat(seen.toString()).contains("differ by -");
    }

    @Test
    void lateRowIsLeftOut() {
        claim();
        seconds(10);
        now += 3_600 * SECOND;
        seconds(10);
        Reconciliation seen = recorder.reconciliation();

        assertThat(seen.late()).isEqualTo(1);
        assertThat(seen.ticks()).isEqualTo(9);
        assertThat(seen.agrees()).isTrue();
    }

    @Test
    void onlyTheLastTenMinutesAreCompared() {
        seconds(1_000);

        assertThat(recorder.reconciliation().ticks()).isEqualTo(600);
    }
}
