package dev.penstock.pool.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.diagnostics.ServerAnswer;
import dev.penstock.backends.diagnostics.ServerSession;
import dev.penstock.backends.diagnostics.ServerSessions;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.chains.Ending;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ways of calls whose server was asked before something changed, or was not asked for them. */
class HolderPathsTest {
    private static final String SERVER = "db-0";
    private static final long NOW = 100_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long ASKED_AT = NOW - 5 * SECOND;
    private static final int CALL = 1_000;
    private static final int HOLDER = 2_000;
    private static final int TERMINAL = 3_000;

    private final CorrelationIds ids = new CorrelationIds();
    private final List<HeldSlot> held = new ArrayList<>();
    private final Map<Integer, ServerSession> sessions = new HashMap<>();
    private Set<Integer> asked = Set.of(CALL);
    private Set<Integer> pooled = Set.of(CALL);

    private HeldSlot hold(int pid, WaitEvent event, long nanos) {
        HeldClaim claim = new HeldClaim(
                ids,
                ids.next(),
                new Thread("holder-" + pid),
                nanos,
                nanos,
                event,
                nanos,
                0,
                ClaimAttributes.NONE,
                List.of());
        HeldSlot slot = new HeldSlot(SERVER, pid, OptionalInt.of(pid), claim);
        held.add(slot);
        return slot;
    }

    private void show(int pid, String state, Integer... blockers) {
        sessions.put(
                pid,
                new ServerSession(
                        pid,
                        Optional.of(state),
                        0,
                        Optional.empty(),
                        Optional.of("app"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(blockers)));
    }

    private Node.Path path(HeldSlot slot) {
        Scene scene = new Scene(
                NOW,
                Instant.EPOCH,
                List.of(),
                0,
                held,
                Map.of(SERVER, ServerAnswer.of(ASKED_AT, asked, sessions)),
                Map.of(SERVER, pooled),
                "not asked",
                Scene.Surroundings.NONE);
        return new HolderPaths(scene).from(slot);
    }

    @Test
    void callBeyondMostPidsSaysThatItWasNotAsked() {
        asked = IntStream.range(0, ServerSessions.MOST_PIDS).boxed().collect(Collectors.toSet());
        Node.Path path = path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND));

        assertThat(path.ending()).isEqualTo(Ending.CALL);
        assertThat(path.reason()).isEqualTo("not asked: a question names at most 64 calls of a server");
    }

    @Test
    void callBeyondMostPidsIsFollowedIfServerShowsIt() {
        asked = IntStream.range(0, ServerSessions.MOST_PIDS).boxed().collect(Collectors.toSet());
        show(CALL, "active");

        assertThat(path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND)).ending())
                .isEqualTo(Ending.SERVER);
    }

    @Test
    void callThatQuestionMissedSaysThatItWasNotAsked() {
        asked = Set.of(HOLDER);
        Node.Path path = path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND));

        assertThat(path.ending()).isEqualTo(Ending.CALL);
        assertThat(path.reason()).isEqualTo("not asked: the last question to its server did not name the call");
    }

    @Test
    void askedProcessThatServerMissesIsUnknown() {
        assertThat(path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND)).ending())
                .isEqualTo(Ending.UNKNOWN_PROCESS);
    }

    /** PostgreSQL keeps an advisory lock of a session beyond the transaction. */
    @Test
    void idleSessionOfThePoolMayHaveLeftALockBehind() {
        pooled = Set.of(CALL, HOLDER);
        show(CALL, "active", HOLDER);
        show(HOLDER, "idle");
        Node.Path path = path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND));

        assertThat(path.ending()).isEqualTo(Ending.UNKNOWN);
        assertThat(path.reason()).startsWith("process 2000 of the pool is idle").contains("connectionResetQuery");
    }

    @Test
    void returnedHolderIsNoOutsideSession() {
        pooled = Set.of(CALL, HOLDER);
        show(CALL, "active", HOLDER);
        show(HOLDER, "idle in transaction");
        Node.Path path = path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND));

        assertThat(path.ending()).isEqualTo(Ending.UNKNOWN);
        assertThat(path.nodes()).hasSize(1);
        assertThat(path.reason())
                .isEqualTo("the claim that blocked the call has returned process 2000 meanwhile: the call may go on");
    }

    @Test
    void nextClaimOfReturnedSlotIsNoRoot() {
        show(CALL, "active", HOLDER);
        show(HOLDER, "idle in transaction");
        hold(HOLDER, WaitEvent.CLAIM_IDLE, SECOND);
        Node.Path path = path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND));

        assertThat(path.ending()).isEqualTo(Ending.UNKNOWN);
        assertThat(path.nodes()).hasSize(1);
    }

    @Test
    void holderSinceBeforeQuestionIsRoot() {
        show(CALL, "active", HOLDER);
        show(HOLDER, "idle in transaction");
        hold(HOLDER, WaitEvent.CLAIM_IDLE, 20 * SECOND);

        assertThat(path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND)).ending())
                .isEqualTo(Ending.APPLICATION);
    }

    @Test
    void blockerThatIsLeftIsRootBesideReturnedOne() {
        pooled = Set.of(CALL, HOLDER);
        show(CALL, "active", HOLDER, TERMINAL);
        show(HOLDER, "idle in transaction");
        show(TERMINAL, "idle in transaction");

        assertThat(path(hold(CALL, WaitEvent.CLAIM_EXECUTE, 10 * SECOND)).ending())
                .isEqualTo(Ending.OUTSIDE_SESSION);
    }
}
