package dev.penstock.pool.alerting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Stacks;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.pool.alerts.AlertRule.Subject;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitClass;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.PromiseLog;
import dev.penstock.waits.text.ForeignText;
import java.util.List;
import java.util.Optional;

/**
 * What a pool can say about the reason of an alert: an immutable value.
 *
 * @param claim the printed ID of the worst claim
 * @param root what the pool waits on, in one line
 * @param report a page about the worst claim, and about the claim that has the slot for which it waits
 */
record Culprit(Optional<String> claim, String root, String report) {
    private static final int MOST_ROOT = 1_600;
    private static final int MOST_REPORT = 8_000;
    private static final int MOST_NAME = 100;

    static final Culprit NONE = new Culprit(Optional.empty(), "", "");

    /** The culprit of a rule that fires. Reads what the pool knows, and asks no server. */
    static Culprit of(Subject subject, Signs signs) {
        return switch (subject.measure()) {
            case OLDEST_WAIT -> waiting(subject, signs);
            case OLDEST_HOLD ->
                signs.oldestHold(subject).map(slot -> holding(slot, signs)).orElse(NONE);
            case OLDEST_CALL ->
                signs.oldestCall(subject).map(slot -> holding(slot, signs)).orElse(NONE);
            case TIMEOUTS, FAILURES, DEADLOCKS ->
                signs.source()
                        .lastFailed()
                        .map(claim -> ended(claim, "failed last", signs))
                        .orElseGet(() -> waiting(subject, signs));
            case STALLS -> stalled(signs.views());
            case PROMISE_VIOLATIONS -> violated(signs.source().promises());
            case PERCENTILE, RATE, LOAD -> ofEvent(subject, signs);
        };
    }

    private static Culprit ofEvent(Subject subject, Signs signs) {
        WaitEvent event = subject.event().orElse(WaitEvent.CLAIM_ACQUIRE);
        if (event == WaitEvent.CLAIM_EXECUTE) {
            return signs.oldestCall(subject).map(slot -> holding(slot, signs)).orElse(NONE);
        }
        if (event == WaitEvent.CLAIM_HOLD || event.parent().equals(Optional.of(WaitEvent.CLAIM_HOLD))) {
            return signs.oldestHold(subject).map(slot -> holding(slot, signs)).orElse(NONE);
        }
        boolean acquiring = event.waitClass() == WaitClass.CLAIM || event.waitClass() == WaitClass.SCHEDULER;
        if (!acquiring) {
            return NONE;
        }
        Culprit waiting = waiting(subject, signs);
        return waiting.claim.isPresent()
                ? waiting
                : signs.source()
                        .slowest()
                        .map(claim -> ended(claim, "waited longest for its connection", signs))
                        .orElse(NONE);
    }

    private static Culprit ended(String claim, String what, Signs signs) {
        String now = signs.longestHolder()
                .map(slot -> ". Now the longest holder is " + describe(slot))
                .orElse("");
        return made(Optional.of(claim), "claim " + claim + " " + what + now, List.of(claim), signs);
    }

    private static Culprit holding(HeldSlot slot, Signs signs) {
        String claim = id(slot);
        return made(Optional.of(claim), describe(slot), List.of(claim), signs);
    }

    private static Culprit waiting(Subject subject, Signs signs) {
        WaitingClaim oldest = signs.oldestWait(subject).orElse(null);
        if (oldest == null) {
            return NONE;
        }
        String claim = oldest.ids().format(oldest.claimId());
        String who = "the oldest claim is " + claim + named(oldest.operation()) + " of "
                + thread(oldest.claimant().getName()) + ", on " + oldest.event() + " for "
                + DurationFormat.format(oldest.eventNanos());
        Optional<HeldSlot> holder =
                oldest.event() == WaitEvent.CLAIM_WAIT_SLOT ? signs.longestHolder() : Optional.empty();
        List<String> pages = holder.map(slot -> List.of(claim, id(slot))).orElse(List.of(claim));
        Optional<String> chain = holder.isPresent() ? signs.source().blockers(claim) : Optional.empty();
        String root = who + "; " + reason(oldest.event(), holder, signs)
                + chain.map(text -> "; " + text).orElse("");
        return made(Optional.of(claim), root, pages, signs);
    }

    private static String reason(WaitEvent event, Optional<HeldSlot> holder, Signs signs) {
        return switch (event) {
            case CLAIM_WAIT_SLOT ->
                holder.map(slot -> "the longest holder of a slot is " + describe(slot))
                        .orElse("no claim holds a slot now");
            case CLAIM_WAIT_CONNECT -> "its slots connect or are checked: " + backends(signs);
            case CLAIM_WAIT_BACKEND -> "no backend that it may have is online: " + backends(signs);
            case CLAIM_WAIT_DISCOVERY ->
                "no backend has been found"
                        + signs.source()
                                .discovery()
                                .lastError()
                                .map(DiscoveryFailure::message)
                                .map(error -> ": " + error)
                                .orElse("");
            case CLAIM_WAIT_ADMIN -> "the pool is suspended";
            case CLAIM_VALIDATE -> "the server has not answered the check of its connection";
            case CLAIM_DISPATCH -> "the claim could go on, but its thread does not run";
            default -> "see its report";
        };
    }

    private static String backends(Signs signs) {
        return BackendView.describe(signs.views(), view -> view.lastError().isPresent(), 2);
    }

    private static Culprit stalled(List<BackendView> views) {
        return views.stream()
                .filter(view -> view.lastStall().isPresent())
                .max((a, b) -> Boolean.compare(a.stalled(), b.stalled()))
                .flatMap(BackendView::lastStall)
                .map(stall -> new Culprit(
                        stall.claim(),
                        ForeignText.line(stall.toString(), MOST_ROOT),
                        ForeignText.line(stall.toString(), MOST_REPORT)))
                .orElse(NONE);
    }

    private static Culprit violated(PromiseLog promises) {
        List<PromiseLog.Violation> last = promises.last();
        if (last.isEmpty()) {
            return NONE;
        }
        String text = last.get(last.size() - 1).toString();
        return new Culprit(Optional.empty(), ForeignText.line(text, MOST_ROOT), ForeignText.line(text, MOST_REPORT));
    }

    private static String id(HeldSlot slot) {
        CorrelationIds ids = slot.claim().ids();
        return ids.format(slot.claim().claimId());
    }

    private static String named(Optional<String> operation) {
        return operation
                .map(name -> " for '" + ForeignText.line(name, MOST_NAME) + "'")
                .orElse("");
    }

    private static String thread(String name) {
        return "thread '" + ForeignText.line(name, MOST_NAME) + "'";
    }

    /** A holder in one line: the last cause that the pool knows. */
    private static String describe(HeldSlot slot) {
        HeldClaim claim = slot.claim();
        String head = "claim " + id(slot) + named(claim.attributes().operation()) + " of "
                + thread(claim.holder().getName()) + ", which has held a slot of " + slot.backend() + " for "
                + DurationFormat.format(claim.heldNanos());
        long asked = Signs.callNanos(claim);
        if (asked > 0) {
            return head + ": the server has not answered for " + DurationFormat.format(asked);
        }
        return head + " and has no call under way"
                + Stacks.application(List.of(claim.holder().getStackTrace()))
                        .map(frame -> ": its thread is at " + frame)
                        .orElse("");
    }

    private static Culprit made(Optional<String> claim, String root, List<String> pages, Signs signs) {
        StringBuilder report = new StringBuilder();
        for (String page : pages) {
            report.append(report.length() == 0 ? "" : "\n")
                    .append(signs.source().explain(page));
        }
        int more = report.length() - MOST_REPORT;
        String cut = more > 0 ? report.substring(0, MOST_REPORT) + "…[" + more + " more]" : report.toString();
        return new Culprit(claim, ForeignText.line(root, MOST_ROOT), cut);
    }
}
