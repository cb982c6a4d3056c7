package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.SQLExceptionOverride;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.jdbc.DisconnectClassifier;
import dev.penstock.pool.jdbc.SessionPolicy;
import dev.penstock.pool.jdbc.SlotExchange;
import dev.penstock.pool.jdbc.SlotReturn;
import dev.penstock.waits.ClaimAttributes;

/**
 * What claims need of the settings, ready for use: an immutable value.
 *
 * @param settings what it is made of
 * @param sessions how sessions begin and end
 * @param own how those do that have a target of their own
 * @param writing how those do that are to write to a primary
 * @param aliveBypassNanos how long an unused connection is trusted without a check
 * @param attributes the attributes of a claim without options of its own
 */
record ClaimTerms(
        PoolSettings settings,
        SessionPolicy sessions,
        SessionPolicy own,
        SessionPolicy writing,
        long aliveBypassNanos,
        ClaimAttributes attributes) {
    /**
     * @param slotReturn the receiver of slots whose claims are over
     * @param exchange where claims that are to read only get other slots
     */
    static ClaimTerms of(PoolSettings settings, SlotReturn slotReturn, SlotExchange exchange) {
        boolean watched = !settings.diagnosis().leakDetectionThreshold().isZero();
        SQLExceptionOverride override = settings.claims().exceptionOverride().orElse(null);
        DisconnectClassifier classifier = new DisconnectClassifier(
                override == null ? exception -> DisconnectClassifier.Classification.UNDECIDED : override(override));
        int resetMillis = (int) settings.policy().life().validationTimeout().toMillis();
        boolean writes = !settings.session().readOnly();
        boolean usuallyWriting = writes && settings.routing().target() == TargetServerType.PRIMARY;
        boolean moves = settings.claims().readOnlyRouting() != PoolSettings.ReadOnly.OFF;
        return new ClaimTerms(
                settings,
                new SessionPolicy(
                        slotReturn,
                        settings.session(),
                        resetMillis,
                        classifier,
                        usuallyWriting,
                        moves ? exchange : null),
                new SessionPolicy(slotReturn, settings.session(), resetMillis, classifier, false, null),
                new SessionPolicy(slotReturn, settings.session(), resetMillis, classifier, writes, null),
                settings.claims().aliveBypassWindow().toNanos(),
                watched ? ClaimAttributes.WATCHED : ClaimAttributes.NONE);
    }

    private static DisconnectClassifier.Rule override(SQLExceptionOverride override) {
        return exception -> switch (override.adjudicate(exception)) {
            case CONTINUE_EVICT -> DisconnectClassifier.Classification.UNDECIDED;
            case DO_NOT_EVICT -> DisconnectClassifier.Classification.CONNECTED;
            case MUST_EVICT -> DisconnectClassifier.Classification.DISCONNECTED;
        };
    }

    /** How the session of a claim begins and ends. */
    SessionPolicy sessions(ClaimOptions options) {
        if (options.target().isEmpty()) {
            return sessions;
        }
        return options.target().get() == TargetServerType.PRIMARY ? writing : own;
    }

    /** What is noted of a claim; in the common case, nothing. */
    ClaimAttributes attributes(ClaimOptions options) {
        boolean stacks = settings.diagnosis().acquireStacks();
        if (options.operation().isEmpty() && !stacks) {
            return attributes;
        }
        return new ClaimAttributes(options.operation().orElse(null), stacks ? new Throwable("claimed here") : null);
    }
}
