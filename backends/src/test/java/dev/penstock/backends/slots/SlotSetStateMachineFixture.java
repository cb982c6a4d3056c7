package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.FakeClock;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.sessions.CloseReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A state machine of slots whose effects the test carries out by hand: it keeps the calls of the connector, and fires
 * timers when the test advances the clock. For one thread.
 */
final class SlotSetStateMachineFixture {
    final FakeClock clock = new FakeClock();
    final SlotSet set = new SlotSet(SlotSetTestData.backend(1));
    final SlotSetTestData.Connections connections = new SlotSetTestData.Connections();
    final Deque<Effect.Connect> connects = new ArrayDeque<>();
    final Deque<Effect.Check> checks = new ArrayDeque<>();
    final Deque<Effect.Probe> probes = new ArrayDeque<>();
    final List<Slot> offered = new ArrayList<>();
    final List<Slot> cancelled = new ArrayList<>();
    final List<BackendHealth> healths = new ArrayList<>();
    final List<StatusMessage.Request> replies = new ArrayList<>();
    final Set<ClaimLedger> ledgers = new HashSet<>();
    final Set<Slot> held = new HashSet<>();
    final SlotSetStateMachine stateMachine;

    private final WaitAccounts accounts = new WaitAccounts(clock, new CorrelationIds("test"));
    private final AtomicLong slotIds = new AtomicLong();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::inNanos));
    private final long begun = clock.nanoTime();
    private final Effect.Handler handler = new Handler();
    private int epoch = 1;
    private int slotsThatFail;
    int permits;
    final List<Slot> aborted = new ArrayList<>();
    final List<ClosingSession> closing = new ArrayList<>();
    boolean attemptsHang;
    final List<AbandonedAttempt> abandoned = new ArrayList<>();
    boolean closesHang;
    final List<String> warnings = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    BackendsPolicy policy;

    private record Timer(long inNanos, StatusMessage message) {}

    public SlotSetStateMachineFixture(BackendsPolicy policy, long seed) {
        this.policy = policy;
        stateMachine = new SlotSetStateMachine(
                set,
                new SlotPolicy(() -> this.policy, new SplittableRandom(seed)),
                this::newSlot,
                clock,
                SystemScheduler.INSTANCE);
    }

    public SlotSetStateMachineFixture() {
        this(SlotSetTestData.policy(16), 1);
    }

    private Slot newSlot() {
        if (slotsThatFail > 0) {
            slotsThatFail--;
            throw new LinkageError("scripted");
        }
        ClaimLedger ledger = accounts.openLedger("test");
        ledgers.add(ledger);
        return new Slot(slotIds.incrementAndGet(), set, ledger);
    }

    public void failNextSlots(int count) {
        slotsThatFail = count;
    }

    public int epoch() {
        return epoch;
    }

    void tell(StatusMessage message) {
        stateMachine.post(message);
        run();
    }

    public void resize(int wanted) {
        tell(new StatusMessage.Resize(wanted, false));
    }

    public void request() {
        request(0);
    }

    public void request(long claim) {
        tell(new StatusMessage.Request(1, claim, clock.nanoTime()));
    }

    /** Decides and carries out until the mailbox is empty. */
    public void run() {
        while (true) {
            Collection<Effect> decided = decide();
            if (decided == null) {
                return;
            }
            carryOut(decided);
        }
    }

    /** One decision, without its effects. */
    public Collection<Effect> decide() {
        return stateMachine.next(epoch);
    }

    public void carryOut(Collection<Effect> decided) {
        List<Effect> all = List.copyOf(decided);
        decided.clear();
        all.forEach(this::carryOut);
    }

    void carryOut(Effect effect) {
        effect.accept(handler, null);
    }

    /** Carries out effects as {@link EffectRunner} does, as far as the tests need it. */
    private final class Handler implements Effect.Handler {
        @Override
        public void connect(Effect.Connect effect) {
            effect.slot().tracking.begun = effect.attempt();
            connects.add(effect);
        }

        @Override
        public void check(Effect.Check effect) {
            effect.slot().tracking.begun = effect.attempt();
            checks.add(effect);
        }

        @Override
        public void probe(Effect.Probe effect) {
            probes.add(effect);
        }

        @Override
        public void abandonAttempt(Effect.AbandonAttempt effect) {
            cancelled.add(effect.slot());
            AbandonedAttempt attempt = effect.abandoned();
            if (attempt != null && attemptsHang) {
                abandoned.add(attempt);
            } else if (attempt != null) {
                stateMachine.post(new StatusMessage.AttemptEnded(attempt));
            }
        }

        @Override
        public void closeSession(Effect.CloseSession effect) {
            close(effect.session());
        }

        @Override
        public void abortSession(Effect.AbortSession effect) {
            aborted.add(effect.slot());
        }

        @Override
        public void postLater(Effect.PostLater effect) {
            schedule(effect.delay(), effect.message());
        }

        @Override
        public void awaitBackoff(Effect.AwaitBackoff effect) {
            schedule(effect.delay(), new StatusMessage.ConnectDue(effect.slot(), effect.attempt()));
        }

        @Override
        public void awaitPermit(Effect.AwaitPermit effect) {
            permits++;
            schedule(effect.delay(), new StatusMessage.ConnectDue(effect.slot(), effect.attempt()));
        }

        @Override
        public void offerSlot(Effect.OfferSlot effect, StatusTask task) {
            offered.add(effect.slot());
        }

        @Override
        public void forgetSlot(Effect.ForgetSlot effect) {
            ledgers.remove(effect.slot().ledger());
        }

        @Override
        public void reply(Effect.Reply effect, StatusTask task) {
            replies.add(effect.request());
        }

        @Override
        public void logHealth(Effect.LogHealth effect) {
            healths.add(effect.now());
        }

        @Override
        public void logWarning(Effect.LogWarning effect) {
            warnings.add(effect.text());
        }

        @Override
        public void recordEvent(Effect.RecordEvent effect) {
            events.add(effect.text());
        }

        @Override
        public void announceRoom(Effect.AnnounceRoom effect) {
            // no observer here
        }

        @Override
        public void publishHealth(Effect.PublishHealth effect) {
            // no observer here
        }

        @Override
        public void publishRename(Effect.PublishRename effect) {
            // no observer here
        }

        @Override
        public void logFailure(Effect.LogFailure effect) {
            // the tests that script a failure expect it
        }
    }

    private void schedule(Duration delay, StatusMessage message) {
        timers.add(new Timer(clock.nanoTime() - begun + delay.toNanos(), message));
    }

    /** A fresh task takes over and does all it finds to do. */
    public void takeOver() {
        epoch = stateMachine.takeOver();
        run();
    }

    /** Lets time pass, firing timers on the way. */
    public void advance(Duration by) {
        long end = clock.nanoTime() - begun + by.toNanos();
        while (!timers.isEmpty() && timers.element().inNanos() <= end) {
            Timer next = timers.remove();
            clock.to(begun + next.inNanos());
            tell(next.message());
        }
        clock.to(begun + end);
    }

    public int timers() {
        return timers.size();
    }

    public void dropTimers() {
        timers.clear();
    }

    /** The oldest attempt succeeds. */
    public Connection connected() {
        return connected(connects.remove());
    }

    public Connection connected(Effect.Connect attempt) {
        Connection made = connections.open();
        tell(new StatusMessage.Connected(attempt.slot(), attempt.attempt(), made));
        return made;
    }

    public void allConnected() {
        while (!connects.isEmpty()) {
            connected();
        }
    }

    public void connectFails(String sqlState) {
        Effect.Connect attempt = connects.remove();
        tell(new StatusMessage.ConnectFailed(
                attempt.slot(), attempt.attempt(), new SQLException("scripted", sqlState)));
    }

    public void checkEnds(boolean valid) {
        Effect.Check check = checks.remove();
        Throwable error = valid ? null : new SQLException("not valid", "08006");
        tell(new StatusMessage.CheckEnded(check.slot(), check.attempt(), error));
    }

    public void probeEnds(boolean answered) {
        Throwable error = answered ? null : new SQLException("no answer", "08006");
        tell(new StatusMessage.ProbeEnded(probes.remove().attempt(), error));
    }

    /** So many slots, all connected and free. */
    public void ready(int slots) {
        resize(slots);
        allConnected();
        assertThat(set.counts().unclaimed()).isEqualTo(slots);
        offered.clear();
    }

    public Slot claim() {
        Slot slot = set.tryClaim(0, 0);
        assertThat(slot).as("a free slot").isNotNull();
        assertThat(held.add(slot)).as("one holder").isTrue();
        return slot;
    }

    public void release(Slot slot) {
        held.remove(slot);
        if (slot.condemned()) {
            retire(slot);
            return;
        }
        slot.free(SlotState.CLAIMED, clock.nanoTime());
        if (slot.condemned() && slot.tryClaim()) {
            retire(slot);
        }
    }

    private void retire(Slot slot) {
        close(slot.retire(SlotState.CLAIMED));
        tell(new StatusMessage.SlotRetired(slot));
    }

    /** Closes as a {@link Closer} does; while {@link #closesHang}, the close does not end. */
    public void close(@Nullable ClosingSession session) {
        if (session != null && session.begin()) {
            connections.close(session.connection());
            closing.add(session);
            if (!closesHang) {
                closed();
            }
        }
    }

    /** Ends every close that hangs. */
    public void closed() {
        List<ClosingSession> ended = List.copyOf(closing);
        closing.clear();
        for (ClosingSession session : ended) {
            session.end();
            stateMachine.post(new StatusMessage.SessionClosed());
        }
    }

    public void discard(Slot slot) {
        discard(slot, DisconnectCause.server("scripted"));
    }

    /** As {@link Backends#discard} does. */
    public void discard(Slot slot, DisconnectCause cause) {
        boolean isFirst = cause.castsDoubt() && !set.failedSince(slot);
        if (isFirst) {
            set.failedAt(clock.nanoTime());
        }
        ClosingSession session = giveUp(slot);
        tell(new StatusMessage.SessionLost(slot, cause, isFirst));
        close(session);
        run();
    }

    public void discardWithoutMessage(Slot slot) {
        close(giveUp(slot));
    }

    private @Nullable ClosingSession giveUp(Slot slot) {
        held.remove(slot);
        return slot.condemned()
                ? slot.retire(SlotState.CLAIMED)
                : slot.reconnect(SlotState.CLAIMED, CloseReason.CONNECTION_LOST);
    }

    /** Asserts the invariants that hold if no effect is outstanding. */
    public void assertSound() {
        SlotSetInvariants.assertHold(this);
    }
}
