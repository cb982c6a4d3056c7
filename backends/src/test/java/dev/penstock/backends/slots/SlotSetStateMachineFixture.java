package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.FakeClock;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
 * A tender with a world that the test moves by hand: it keeps what is to be connected, checked and probed, and fires
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
    final List<Slot> givenUp = new ArrayList<>();
    final List<BackendHealth> healths = new ArrayList<>();
    final List<StatusMessage.Request> replies = new ArrayList<>();
    final Set<ClaimLedger> ledgers = new HashSet<>();
    final Set<Slot> held = new HashSet<>();
    final SlotSetStateMachine stateMachine;

    private final WaitAccounts accounts = new WaitAccounts(clock, new CorrelationIds("test"));
    private final AtomicLong slotIds = new AtomicLong();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::inNanos));
    private final long begun = clock.nanoTime();
    private int epoch = 1;
    private int slotsThatFail;
    int permits;
    final List<Slot> aborted = new ArrayList<>();
    final List<ClosingSession> partings = new ArrayList<>();
    boolean attemptsHang;
    final List<AbandonedAttempt> stragglers = new ArrayList<>();
    boolean closesHang;
    final List<String> notes = new ArrayList<>();
    /** What the tender obeys at this moment. */
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

    public void tell(StatusMessage message) {
        stateMachine.post(message);
        run();
    }

    public void resize(int wanted) {
        tell(new StatusMessage.Resize(wanted));
    }

    public void request() {
        request(0);
    }

    public void request(long claim) {
        tell(new StatusMessage.Request(1, claim, clock.nanoTime()));
    }

    /** Decides and carries out until there is no mail. */
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

    public void carryOut(Effect effect) {
        if (effect instanceof Effect.Connect connect) {
            connect.slot().tracking.begun = connect.attempt();
            connects.add(connect);
        } else if (effect instanceof Effect.Check check) {
            check.slot().tracking.begun = check.attempt();
            checks.add(check);
        } else if (effect instanceof Effect.Probe probe) {
            probes.add(probe);
        } else if (effect instanceof Effect.AbandonAttempt giveUp) {
            giveUp(giveUp);
        } else if (effect instanceof Effect.CloseSession close) {
            close(close.session());
        } else if (effect instanceof Effect.SendLater later) {
            plan(later.delay(), later.message());
        } else if (effect instanceof Effect.AwaitBackoff backoff) {
            plan(backoff.delay(), new StatusMessage.ConnectDue(backoff.slot(), backoff.attempt()));
        } else if (effect instanceof Effect.AwaitPermit permit) {
            permits++;
            plan(permit.delay(), new StatusMessage.ConnectDue(permit.slot(), permit.attempt()));
        } else if (effect instanceof Effect.AbortSession abort) {
            aborted.add(abort.slot());
        } else if (effect instanceof Effect.LogWarning note) {
            notes.add(note.text());
        } else if (effect instanceof Effect.OfferSlot offer) {
            offered.add(offer.slot());
        } else if (effect instanceof Effect.PublishHealth change) {
            healths.add(change.now());
        } else if (effect instanceof Effect.ForgetSlot forget) {
            ledgers.remove(forget.slot().ledger());
        } else if (effect instanceof Effect.Reply reply) {
            replies.add(reply.request());
        }
    }

    private void giveUp(Effect.AbandonAttempt effect) {
        givenUp.add(effect.slot());
        AbandonedAttempt straggler = effect.straggler();
        if (straggler != null && attemptsHang) {
            stragglers.add(straggler);
        } else if (straggler != null) {
            stateMachine.post(new StatusMessage.AttemptEnded(straggler));
        }
    }

    private void plan(Duration delay, StatusMessage message) {
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
        Slot slot = set.tryClaim(0);
        assertThat(slot).as("a free slot").isNotNull();
        assertThat(held.add(slot)).as("one holder").isTrue();
        return slot;
    }

    /** Gives a slot back as the pool does. */
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

    /** As a {@link Closer} does; while {@link #closesHang}, without coming to an end. */
    public void close(@Nullable ClosingSession gone) {
        if (gone != null && gone.begin()) {
            connections.close(gone.connection());
            partings.add(gone);
            if (!closesHang) {
                closed();
            }
        }
    }

    /** Every close that hung comes to its end. */
    public void closed() {
        List<ClosingSession> ended = List.copyOf(partings);
        partings.clear();
        for (ClosingSession gone : ended) {
            gone.end();
            stateMachine.post(new StatusMessage.SessionClosed());
        }
    }

    /** The holder found the connection dead. */
    public void discard(Slot slot) {
        discard(slot, DisconnectCause.server("scripted"));
    }

    /** As {@link Backends#discard} does. */
    public void discard(Slot slot, DisconnectCause loss) {
        boolean news = loss.blame() == DisconnectCause.Blame.SERVER && !set.failedSince(slot);
        if (news) {
            set.failedAt(clock.nanoTime());
        }
        ClosingSession gone = part(slot);
        tell(new StatusMessage.SessionLost(slot, loss, news));
        close(gone);
        run();
    }

    public void discardUntold(Slot slot) {
        close(part(slot));
    }

    private @Nullable ClosingSession part(Slot slot) {
        held.remove(slot);
        return slot.condemned() ? slot.retire(SlotState.CLAIMED) : slot.reconnect(SlotState.CLAIMED);
    }

    /** What holds at any moment when no effect is outstanding. */
    public void assertSound() {
        SlotCounts counts = set.counts();
        Slot[] slots = set.slots();
        assertThat(counts.total()).as("counts of %s sum to the slots", counts).isEqualTo(slots.length);
        assertThat(counts.held()).as("held").isEqualTo(held.size());
        assertThat(ledgers).as("one ledger a slot").hasSize(slots.length);
        Set<Connection> inSlots = new HashSet<>();
        for (Slot slot : slots) {
            if (slot.state() != SlotState.CONNECTING) {
                assertThat(inSlots.add(slot.connection())).as("own connection").isTrue();
            }
            assertThat(slot.tracking.underWay)
                    .as("%s has an attempt only where it connects or checks", slot)
                    .isIn(false, slot.state() == SlotState.CONNECTING || slot.state() == SlotState.CHECKING);
        }
        assertThat(connections.stillOpen()).as("open connections are in slots").isEqualTo(inSlots);
        assertThat(Arrays.stream(slots).filter(slot -> slot.state() == SlotState.CHECKING))
                .as("a slot that is checked has a check under way")
                .allMatch(slot -> slot.tracking.underWay);
    }
}
