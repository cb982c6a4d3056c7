package dev.penstock.backends;

import java.sql.Connection;
import java.time.Duration;

/** What is to be done after a decision, outside the lock. */
sealed interface Effect {
    /** Begin a connect attempt. */
    record Connect(Slot slot, int attempt) implements Effect {}

    /** Check the connection of a slot that is CHECKING. */
    record Check(Slot slot, int attempt, Connection connection) implements Effect {}

    /** Probe the server. */
    record Probe(int attempt) implements Effect {}

    /** Interrupt the attempt or check of a slot that is past its deadline. */
    record GiveUp(Slot slot) implements Effect {}

    /** Close a connection. Carried out whichever epoch it is of: nobody else knows the connection. */
    record Close(Connection connection) implements Effect {}

    /** Send a message to the status task later. */
    record Later(StatusMessage message, Duration delay) implements Effect {}

    /** The failed slot waits before it connects again. */
    record Backoff(Slot slot, int attempt, Duration delay) implements Effect {}

    /** A slot became claimable. */
    record Offer(Slot slot) implements Effect {}

    /** Health changed: republish the routing table, and log why. */
    record HealthChanged(BackendHealth before, BackendHealth now, String reason) implements Effect {}

    /** The slot is gone: close its ledger. */
    record Forget(Slot slot) implements Effect {}

    /** Answer a request. */
    record Reply(StatusMessage.Request request) implements Effect {}

    /** Tell what went wrong with a slot. */
    record Note(String text) implements Effect {}
}
