package dev.penstock.pool.diagnosis;

import dev.penstock.backends.StatusWakeUp;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.pool.ClaimFailure;
import dev.penstock.pool.LeakReport;
import dev.penstock.pool.blocking.PoolChains;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.claims.ClaimObserver;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.KeptReport.Evidence;
import dev.penstock.pool.reports.KeptReport.Kind;
import dev.penstock.pool.reports.ReportListener;
import dev.penstock.pool.reports.Reports;
import dev.penstock.pool.tracing.PoolSpans;
import dev.penstock.pool.tracing.PoolTraces;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.StoreView;
import dev.penstock.waits.operations.TraceContext;
import dev.penstock.waits.recorder.RareEvent;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and keeps the reports of claims that were slow, failed or leaked, and finds the report of any claim.
 * Thread-safe.
 *
 * <p>A claim that waits for less than {@link #LEAST_ACQUIRE_NANOS} and holds its slot for less than {@code
 * slowHoldThreshold} does nothing for its report. Of claims that fail, and of those that leak, at most {@value
 * #REPORTS_A_SECOND} a second get one.
 */
public final class ClaimReports implements Reports, ClaimObserver, PoolTraces.Texts {
    /** A claim that waited for so long keeps its intervals for a later report. */
    static final long LEAST_ACQUIRE_NANOS = 10_000_000;

    static final int REPORTS_A_SECOND = 16;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long COUNTS = 256;
    private static final int MOST_TEXT = 3_000;
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.reports");

    private final Supplier<PoolSettings> settings;
    private final WaitAccounts accounts;
    private final ReportStore store = new ReportStore();
    private final RecentAcquires acquires = new RecentAcquires();
    private final HolderWatch watch;
    private final WatchThread watchThread;
    private final ReportDelivery delivery;
    private final ReportTexts texts;
    private final InFlightReports inFlight;
    private final ExampleFinder examples;
    private final PoolSpans spans;
    private final PoolChains chains;
    private final LogLimit failureLog = new LogLimit();

    /** The second of the last failed claims, and their number in it, as one value. */
    private final AtomicLong failed = new AtomicLong();

    /** The same of leaked claims. */
    private final AtomicLong leaked = new AtomicLong();

    /** The reports of a pool with these backends, accounts and chains. */
    public ClaimReports(
            Supplier<PoolSettings> settings,
            Backends backends,
            WaitAccounts accounts,
            InstantSource wallClock,
            PoolChains chains) {
        this.settings = settings;
        this.chains = chains;
        this.accounts = accounts;
        String pool = settings.get().poolName();
        this.spans = new PoolSpans(pool);
        this.texts = new ReportTexts(accounts, wallClock);
        this.watch = new HolderWatch(backends, accounts, this::slowHoldNanos);
        this.watchThread = new WatchThread(pool, backends.threads(), accounts.clock(), watch);
        this.delivery = new ReportDelivery(pool, backends.threads(), accounts.clock(), spans);
        this.inFlight = new InFlightReports(backends, accounts, acquires, watch, texts);
        this.examples = new ExampleFinder(accounts, acquires, texts, store);
    }

    private long slowHoldNanos() {
        return nanos(settings.get().diagnosis().slowHold());
    }

    private static long nanos(Duration threshold) {
        return threshold.isZero() ? Long.MAX_VALUE : threshold.toNanos();
    }

    @Override
    public long leastAcquireNanos() {
        return LEAST_ACQUIRE_NANOS;
    }

    @Override
    public long leastHoldNanos() {
        return slowHoldNanos();
    }

    /** Looks for chains and calls {@code check} as long as claims wait. Called once, before the pool starts. */
    public void checkDeadlocks(Runnable check) {
        watch.checkDeadlocks(() -> {
            guarded(() -> chains.look(accounts.clock().nanoTime()));
            check.run();
        });
    }

    /** Called at each beat of the supervisor: starts to look at slow claims, and finds examples. */
    public void beat() {
        guarded(() -> {
            if (watch.look(accounts.clock().nanoTime())) {
                watchThread.start();
            }
            examples.look();
        });
        delivery.interruptLate(accounts.clock().nanoTime());
    }

    @Override
    public void acquired(AcquireTimeline timeline, Slot slot, @Nullable Handover handover) {
        guarded(() -> {
            long waited = timeline.cursor() - timeline.beginNanos();
            long late = timeline.reasons().getOrDefault(WaitEvent.CLAIM_DISPATCH, 0L);
            boolean slow = waited >= nanos(settings.get().diagnosis().slowAcquire()) || late >= HolderWatch.LATE_NANOS;
            RecentAcquires.Acquire acquire = new RecentAcquires.Acquire(
                    timeline.claim(),
                    timeline.operation(),
                    span(timeline, slow),
                    timeline.intervals(),
                    slow ? callSite() : List.of(),
                    watch.running(timeline.claimId()),
                    handover(slot, handover));
            acquires.add(acquire);
            watch.forget(timeline.claimId());
            if (slow) {
                String backend = slot.set().backend().label();
                keep(new KeptReport(
                        Kind.SLOW_ACQUIRE,
                        texts.who(timeline, threadName(), acquire.trace()),
                        Optional.of("got its connection"),
                        timeline.intervals(),
                        waited,
                        Optional.of(new KeptReport.Use(backend, 0, -1, List.of())),
                        acquire.evidence().withChain(chain(waited))));
            }
        });
    }

    /** The chain in which a claim waited last; empty if nobody looked while it waited. */
    private List<String> chain(long waited) {
        return chains.last(waited).map(Chain::lines).orElse(List.of());
    }

    /** The span of a claim; a claim that did not wait is asked for it now if that is {@code wanted}. */
    private Optional<TraceContext> span(AcquireTimeline timeline, boolean wanted) {
        Optional<TraceContext> noted = Optional.ofNullable(timeline.trace());
        return noted.isPresent() || !wanted ? noted : spanNow();
    }

    @Override
    public @Nullable TraceContext span() {
        return spans.current();
    }

    @Override
    public PoolSpans spans() {
        return spans;
    }

    private Optional<TraceContext> spanNow() {
        return Optional.ofNullable(span());
    }

    @Override
    public Optional<String> handover(Slot slot, @Nullable Handover handover) {
        if (handover == null) {
            return Optional.empty();
        }
        long now = accounts.clock().nanoTime();
        Thread by = handover.by();
        String thread = by == null || by.equals(Thread.currentThread())
                ? "The claim took a slot that was free."
                : "Thread '" + ForeignText.line(by.getName(), RecentAcquires.MOST_NAME) + "' handed the slot over.";
        String before = slot.ledger()
                .lastClaim(now)
                .map(last -> " The slot's last claim before was " + last.claim() + ", which ended "
                        + DurationFormat.format(ReportTexts.endedNanosAgo(last)) + " before this claim went on.")
                .orElse(" No claim had the slot before.");
        String overtaken = handover.overtaken() == 0
                ? ""
                : " Later claims were served first for a warm slot: " + handover.overtaken() + ".";
        return Optional.of(thread + before + overtaken + offered(slot, now));
    }

    /** Whose message woke the status task that made the slot free, unless a claim has had the slot since. */
    private static String offered(Slot slot, long now) {
        Optional<StatusWakeUp> offered = slot.offered();
        long lastEnd = slot.ledger()
                .lastClaim(now)
                .map(last -> now - ReportTexts.endedNanosAgo(last))
                .orElse(Long.MIN_VALUE);
        return offered.filter(wakeUp -> lastEnd == Long.MIN_VALUE || wakeUp.ranAt() - lastEnd >= 0)
                .map(wakeUp ->
                        " The status task of " + slot.set().backend().label() + " made the slot free: " + wakeUp + ".")
                .orElse("");
    }

    @Override
    public void failed(AcquireTimeline timeline, ClaimTotals.Outcome outcome, Throwable failure) {
        guarded(() -> {
            List<String> running = watch.running(timeline.claimId());
            watch.forget(timeline.claimId());
            if (!permits(failed, accounts.clock().nanoTime())) {
                return;
            }
            keep(new KeptReport(
                    Kind.FAILED,
                    texts.who(timeline, threadName(), span(timeline, true)),
                    Optional.of(outcome.name().toLowerCase(Locale.ROOT)),
                    timeline.intervals(),
                    timeline.cursor() - timeline.beginNanos(),
                    Optional.empty(),
                    new Evidence(
                            Optional.empty(),
                            callSite(),
                            List.of(),
                            running,
                            List.of(),
                            chain(timeline.cursor() - timeline.beginNanos()),
                            Optional.of(ForeignText.line(failureText(failure), MOST_TEXT)))));
        });
    }

    /** The message of the pool is free of secrets; that of another exception may have any text. */
    private static String failureText(Throwable failure) {
        return failure instanceof ClaimFailure && failure.getMessage() != null
                ? failure.getMessage()
                : failure.getClass().getName();
    }

    /** If many claims fail or leak at once, each report would only repeat the others. */
    private static boolean permits(AtomicLong counted, long now) {
        long second = Math.floorDiv(now, SECOND_NANOS) * COUNTS;
        long seen = counted.get();
        long next = seen - Math.floorMod(seen, COUNTS) == second ? seen + 1 : second + 1;
        return Math.floorMod(next, COUNTS) <= REPORTS_A_SECOND && counted.compareAndSet(seen, next);
    }

    @Override
    public void released(Slot slot, long now, ClaimAttributes attributes) {
        guarded(() -> {
            RecordedClaim claim = slot.ledger().lastClaim(now).orElse(null);
            if (claim == null || ReportTexts.endedNanosAgo(claim) > 0) {
                return; // the claim has moved to another slot
            }
            RecentAcquires.Acquire acquire = acquires.find(claim.claim());
            acquire = acquire.of(
                    attributes.operation(),
                    attributes.trace().or(acquire::trace).or(this::spanNow));
            acquires.add(acquire);
            long id = texts.id(claim.claim());
            Evidence seen = acquire.evidence().withStacks(watch.stacks(id));
            keep(texts.ended(Kind.SLOW_HOLD, claim, now, acquire, seen));
            watch.forget(id);
        });
    }

    /** Keeps a report of a claim that LeakWatch has found. */
    public void leaked(LeakReport leak) {
        if (permits(leaked, accounts.clock().nanoTime())) {
            guarded(() -> inFlight.find(leak.claim()).ifPresent(seen -> keep(texts.leaked(seen, leak))));
        }
    }

    private static List<String> callSite() {
        return ReportTexts.callSite(Thread.currentThread());
    }

    private static String threadName() {
        return ReportTexts.name(Thread.currentThread());
    }

    private void keep(KeptReport made) {
        KeptReport report = texts.withEvents(made);
        store.add(report);
        delivery.deliver(report);
    }

    /** A report that cannot be made costs its claim nothing. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            if (failureLog.permits(accounts.clock().nanoTime())) {
                SafeLog.debug(
                        LOGGER,
                        "pool {}: a report of a claim is lost",
                        settings.get().poolName(),
                        e);
            }
        }
    }

    @Override
    public List<KeptReport> kept() {
        return store.reports(List.of(Kind.values()));
    }

    @Override
    public List<KeptReport> kept(Kind kind) {
        return store.reports(List.of(kind));
    }

    @Override
    public List<KeptReport> inFlight() {
        return inFlight.examples();
    }

    @Override
    public Optional<KeptReport> find(String claim) {
        return inFlight.find(claim).or(() -> examples.find(claim)).or(() -> store.find(claim));
    }

    @Override
    public List<RareEvent> events(Instant from, Instant to) {
        return accounts.events().between(from, to);
    }

    @Override
    public StoreView store() {
        return store.view();
    }

    @Override
    public AutoCloseable listen(ReportListener listener) {
        return delivery.listen(listener);
    }

    @Override
    public String explain(String claim) {
        return texts.explain(claim, this, new ReportTexts.Sources(this::find, inFlight, chains::of));
    }

    /** As {@link #explain}, but asks no server, and does not read the whole flight recorder. */
    public String explainAsKnown(String claim) {
        Function<String, Optional<KeptReport>> known = id -> inFlight.find(id).or(() -> store.find(id));
        return texts.explain(claim, this, new ReportTexts.Sources(known, inFlight, chains::present));
    }

    /** Ends the threads of the reports. */
    public void close() {
        watchThread.close();
        delivery.close();
    }
}
