package dev.penstock.backends.service;

import dev.penstock.backends.roles.RoleWatch;
import dev.penstock.backends.slots.PoolContext;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotPolicy;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.slots.SlotSetStateMachine;
import dev.penstock.backends.threads.HandoffExecutor;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.sessions.SessionAccounts;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Creates the slot set of a backend, with its controller. Numbers the slots of the pool. Thread-safe. */
final class SlotSetFactory {
    private final PoolContext context;
    private final RoleWatch watch;
    private final @Nullable HandoffExecutor statusExecutor;
    private final SessionAccounts sessions;
    private final AtomicLong slotIds = new AtomicLong();

    /**
     * Creates a factory.
     *
     * @param statusExecutor runs the status tasks; null for threads of the pool
     */
    SlotSetFactory(
            PoolContext context, RoleWatch watch, @Nullable HandoffExecutor statusExecutor, SessionAccounts sessions) {
        this.context = context;
        this.watch = watch;
        this.statusExecutor = statusExecutor;
        this.sessions = sessions;
    }

    SlotSetController create(Backend backend) {
        SlotSet set = new SlotSet(backend);
        set.role().setWatch(watch);
        set.setSessions(sessions);
        WaitAccounts accounts = context.accounts();
        SlotSetStateMachine stateMachine = new SlotSetStateMachine(
                set,
                new SlotPolicy(
                        context.policies(),
                        context.runtime().threads().scheduler().random()),
                () -> new Slot(slotIds.incrementAndGet(), set, accounts.openLedger(backend.label())),
                accounts.clock(),
                context.runtime().threads().scheduler());
        return SlotSetController.create(set, stateMachine, context, statusExecutor);
    }
}
