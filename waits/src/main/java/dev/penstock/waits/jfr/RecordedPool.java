package dev.penstock.waits.jfr;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** The events of a pool in a Java that has Flight Recorder. */
final class RecordedPool implements PoolFlight {
    private final String pool;
    private final ReentrantLock lock = new ReentrantLock();

    /** Records the states; null before the first recording. */
    @GuardedBy("lock")
    private @Nullable Runnable hook;

    @GuardedBy("lock")
    private boolean closed;

    RecordedPool(String pool) {
        this.pool = pool;
    }

    /** While no recording has begun, the compiler knows each answer. */
    @Override
    public boolean wantsClaims() {
        return new ClaimHoldEvent().isEnabled()
                || new ClaimAcquireEvent().isEnabled()
                || new ClaimFailedEvent().isEnabled()
                || new ClaimHandoverEvent().isEnabled()
                || new JdbcCallEvent().isEnabled();
    }

    @Override
    public ClaimFlight begin() {
        return new RecordedClaim(pool);
    }

    @Override
    public FlightSpan connect(String backend, long slot) {
        SlotConnectEvent event = new SlotConnectEvent();
        event.slot = slot;
        return begun(event, backend);
    }

    @Override
    public FlightSpan check(String backend) {
        return begun(new SlotCheckEvent(), backend);
    }

    @Override
    public FlightSpan close(String backend) {
        return begun(new SlotCloseEvent(), backend);
    }

    @Override
    public FlightSpan probe(String backend) {
        return begun(new BackendProbeEvent(), backend);
    }

    @Override
    public FlightSpan roundTrip(String backend, Supplier<String> roundTrip, Supplier<@Nullable String> claim) {
        StatusRoundTripEvent event = new StatusRoundTripEvent();
        if (event.isEnabled()) {
            event.roundTrip = roundTrip.get();
            event.claim = claim.get();
        }
        return begun(event, backend);
    }

    private <E extends BackendEvent & FlightSpan> FlightSpan begun(E event, String backend) {
        if (!event.isEnabled()) {
            return FlightSpan.NONE;
        }
        place(event, backend).begin();
        return event;
    }

    private <E extends BackendEvent> E place(E event, String backend) {
        event.pool = pool;
        event.backend = backend;
        return event;
    }

    @Override
    public void moved(String backend, long slot, String from, String to) {
        SlotStateEvent event = new SlotStateEvent();
        if (event.isEnabled()) {
            place(event, backend).slot = slot;
            event.from = from;
            event.to = to;
            event.commit();
        }
    }

    @Override
    public void healthChanged(String backend, String before, String now, String reason) {
        BackendHealthEvent event = place(new BackendHealthEvent(), backend);
        event.before = before;
        event.now = now;
        event.reason = reason;
        event.commit();
    }

    @Override
    public void stalled(String backend, String microstate, String report) {
        StallEvent event = place(new StallEvent(), backend);
        event.microstate = microstate;
        event.report = report;
        event.commit();
    }

    @Override
    public void discovered(String service, long version, int backends) {
        DiscoveryEvent event = new DiscoveryEvent();
        event.pool = pool;
        event.service = service;
        event.version = version;
        event.backends = backends;
        event.commit();
    }

    @Override
    public void granted(String backend, int before, int granted) {
        RebalanceEvent event = place(new RebalanceEvent(), backend);
        event.before = before;
        event.granted = granted;
        event.commit();
    }

    @Override
    public void alerted(String rule, String state, String text) {
        AlertEvent event = new AlertEvent();
        event.pool = pool;
        event.rule = rule;
        event.state = state;
        event.text = text;
        event.commit();
    }

    @Override
    public void recordStates(Supplier<List<BackendState>> states) {
        if (!FlightRecorder.isInitialized() || !lock.tryLock()) {
            return;
        }
        try {
            if (hook == null && !closed) {
                Runnable fresh = () -> record(states);
                FlightRecorder.addPeriodicEvent(PoolStateEvent.class, fresh);
                hook = fresh;
            }
        } catch (RuntimeException | Error e) {
            // The recording lacks the states until the next call. The supervisor must go on.
        } finally {
            lock.unlock();
        }
    }

    private void record(Supplier<List<BackendState>> states) {
        try {
            for (BackendState state : states.get()) {
                PoolStateEvent event = place(new PoolStateEvent(), state.backend());
                event.health = state.health();
                event.connecting = state.slots().connecting();
                event.unclaimed = state.slots().unclaimed();
                event.claimed = state.slots().claimed();
                event.checking = state.slots().checking();
                event.waiting = state.waiting();
                event.commit();
            }
        } catch (RuntimeException | Error e) {
            // The recording lacks this second. Flight Recorder must not lose its thread.
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (hook != null) {
                FlightRecorder.removePeriodicEvent(hook);
                hook = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
