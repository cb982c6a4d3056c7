package dev.penstock.pool.reports;

import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The report of one claim: an immutable value. Its text form is one page.
 *
 * @param kind the reason why the report was made
 * @param who the claim, its operation and its thread
 * @param outcome the way in which the claim ended, such as {@code ok} or {@code timeout}; empty if it is in flight
 * @param timeline the parts of the claim, in order; their sum is {@code wallNanos}
 * @param wallNanos the time from the entry of {@code getConnection()} to the end of the claim, or to the moment of the
 *     report if the claim lasts, in nanoseconds
 * @param use the use of the connection; empty if the claim has none
 * @param evidence observations made while the claim lasted
 */
public record KeptReport(
        Kind kind,
        Who who,
        Optional<String> outcome,
        List<Interval> timeline,
        long wallNanos,
        Optional<Use> use,
        Evidence evidence) {
    /** The reasons why a report is made. */
    public enum Kind {
        /** The claim waited for longer than {@code slowAcquireThreshold}, or its thread did not run for 100 ms. */
        SLOW_ACQUIRE,
        /** The claim held its connection for longer than {@code slowHoldThreshold}. */
        SLOW_HOLD,
        /** The claim got no connection. */
        FAILED,
        /** The connection of the claim is held for longer than {@code leakDetectionThreshold}, or was leaked. */
        LEAKED,
        /** The claim is an example of claims that lasted about as long. */
        EXAMPLE
    }

    /**
     * A claim.
     *
     * @param claim its printed ID
     * @param operation the application's name for its work
     * @param trace the span in which it was made; known if the pool has a source of spans
     * @param thread the name or number of the claimant's thread
     * @param began the moment at which {@code getConnection()} was entered
     */
    public record Who(
            String claim, Optional<String> operation, Optional<TraceContext> trace, String thread, Instant began) {}

    /**
     * The use of a connection.
     *
     * @param backend the label of the backend
     * @param calls the number of JDBC calls that ended
     * @param executeNanos the time for which a call was at the driver, in nanoseconds; -1 if it is not known
     * @param shown the last calls that took at least 10 ms, and the last call of a claim in flight: at most 16, the
     *     earliest first
     */
    public record Use(String backend, long calls, long executeNanos, List<Call> shown) {
        /** Copies the list. */
        public Use {
            shown = List.copyOf(shown);
        }
    }

    /**
     * A JDBC call.
     *
     * @param sql its SQL with {@code ?} for each literal; empty if it executes none
     * @param beginNanos the time from the begin of the claim until the call went to the driver, in nanoseconds
     * @param nanos the time for which it was at the driver, in nanoseconds
     * @param underWay whether it was at the driver when the report was made
     */
    public record Call(Optional<String> sql, long beginNanos, long nanos, boolean underWay) {
        /** For example {@code +12 ms for 1.2 s: select * from t where id = ?}. */
        @Override
        public String toString() {
            return "+" + DurationFormat.format(beginNanos) + " for " + DurationFormat.format(nanos)
                    + (underWay ? " so far" : "") + ": " + sql.orElse("a call without SQL");
        }
    }

    /**
     * What was seen while a claim lasted. Each list is empty if nothing was seen.
     *
     * @param handover a sentence about the release that gave the claim its slot
     * @param callSite the frames of the claimant while it waited, innermost first
     * @param stacks the stacks of the holder, the earliest first: at most 50
     * @param running what ran while the claim was ready to run and its thread did not
     * @param events the rare events of the pool while the claim lasted, the earliest first
     * @param chain the blocking chain in which it waited last, a line for each party
     * @param failure the message of the claim's exception
     */
    public record Evidence(
            Optional<String> handover,
            List<String> callSite,
            List<StackSample> stacks,
            List<String> running,
            List<String> events,
            List<String> chain,
            Optional<String> failure) {
        /** Nothing was seen. */
        public static final Evidence NONE =
                new Evidence(Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());

        /** Copies the lists. */
        public Evidence {
            callSite = List.copyOf(callSite);
            stacks = List.copyOf(stacks);
            running = List.copyOf(running);
            events = List.copyOf(events);
            chain = List.copyOf(chain);
        }

        /** The same with these stacks of the holder. */
        public Evidence withStacks(List<StackSample> seen) {
            return new Evidence(handover, callSite, seen, running, events, chain, failure);
        }

        /** The same with these rare events. */
        public Evidence withEvents(List<String> seen) {
            return new Evidence(handover, callSite, stacks, running, seen, chain, failure);
        }

        /** The same with this blocking chain. */
        public Evidence withChain(List<String> seen) {
            return new Evidence(handover, callSite, stacks, running, events, seen, failure);
        }
    }

    /**
     * A stack of a holder.
     *
     * @param heldNanos the time for which the claim had been held, in nanoseconds
     * @param state the state of the thread: {@code RUNNABLE} if it ran or waited for a processor or a socket
     * @param frames the innermost frame, and the frames of the application, innermost first
     */
    public record StackSample(long heldNanos, Thread.State state, List<String> frames) {}

    /** Copies the timeline. */
    public KeptReport {
        timeline = List.copyOf(timeline);
    }

    /** The claim's printed ID. */
    public String claim() {
        return who.claim();
    }

    /** The time that no part of the timeline has, in nanoseconds: 0. */
    public long unaccountedNanos() {
        return wallNanos - timeline.stream().mapToLong(Interval::nanos).sum();
    }

    /** The time from the begin of the claim until it had its connection or failed, in nanoseconds. */
    public long acquireNanos() {
        return timeline.stream()
                .filter(part -> part.event() != WaitEvent.CLAIM_HOLD && part.event() != WaitEvent.CLAIM_RELEASE)
                .mapToLong(Interval::nanos)
                .sum();
    }

    /** The moment at which the claim ended, or up to which this report tells of it. */
    public Instant until() {
        return who.began().plus(Duration.ofNanos(wallNanos));
    }

    /** One line: the claim, how it ended, and the parts of its time. */
    public String summary() {
        StringBuilder text = new StringBuilder("claim ").append(claim());
        who.operation().ifPresent(name -> text.append(" for '").append(name).append('\''));
        text.append(" of thread '").append(who.thread()).append('\'');
        use.ifPresent(held -> text.append(" on ").append(held.backend()));
        text.append(outcome.map(end -> " (" + end + ")").orElse(" (in flight)"));
        return text.append(": ").append(times()).toString();
    }

    /** The time of the claim and its parts, as in {@code 2.3 s = claim_wait_slot 2.3 s + claim_hold 1.1 ms}. */
    public String times() {
        StringBuilder text = new StringBuilder(DurationFormat.format(wallNanos));
        String separator = " = ";
        for (Interval part : timeline) {
            text.append(separator).append(part.event()).append(' ').append(DurationFormat.format(part.nanos()));
            separator = " + ";
        }
        return text.toString();
    }

    /** One page: the claim, its timeline, and the observations made while it lasted. */
    @Override
    public String toString() {
        return ReportPage.of(this);
    }
}
