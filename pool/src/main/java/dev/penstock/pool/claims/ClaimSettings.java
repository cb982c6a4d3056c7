package dev.penstock.pool.claims;

import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.jdbc.SessionInspectors;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.SQLExceptionOverride;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.jdbc.DisconnectClassifier;
import dev.penstock.pool.jdbc.ResetPolicy;
import dev.penstock.pool.jdbc.SessionPolicy;
import dev.penstock.pool.jdbc.SlotExchange;
import dev.penstock.pool.jdbc.SlotReturn;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.operations.Operation;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool with the values that claims derive from them: an immutable value.
 *
 * @param pool the settings
 * @param sessions the session policy of a claim whose options name no target
 * @param targeted the session policy of a claim for another target than a primary
 * @param writing the session policy of a claim for a primary
 * @param aliveBypassNanos how long an unused connection is trusted without a validation, in nanoseconds
 * @param attributes the attributes of a claim without an operation
 */
record ClaimSettings(
        PoolSettings pool,
        SessionPolicy sessions,
        SessionPolicy targeted,
        SessionPolicy writing,
        long aliveBypassNanos,
        ClaimAttributes attributes) {
    /**
     * Derives the values.
     *
     * @param slotReturn takes the slots of claims that end
     * @param exchange gives other slots to claims that become read-only
     * @param inspectors know the driver of the pool
     * @param withoutSecrets removes secrets from the text of a server or driver
     */
    static ClaimSettings of(
            PoolSettings pool,
            SlotReturn slotReturn,
            SlotExchange exchange,
            SessionInspectors inspectors,
            UnaryOperator<String> withoutSecrets) {
        boolean watched = !pool.diagnosis().leakDetectionThreshold().isZero();
        SQLExceptionOverride override = pool.claims().exceptionOverride().orElse(null);
        DisconnectClassifier classifier = new DisconnectClassifier(
                pool.poolName(),
                override == null ? exception -> DisconnectClassifier.Classification.UNDECIDED : override(override),
                withoutSecrets);
        ResetPolicy reset = new ResetPolicy(pool.policy().life().validationTimeout(), inspectors);
        boolean writes = !pool.session().readOnly();
        boolean usuallyWriting = writes && pool.routing().target() == TargetServerType.PRIMARY;
        boolean moves = pool.claims().readOnlyRouting() != PoolSettings.ReadOnly.OFF;
        return new ClaimSettings(
                pool,
                new SessionPolicy(
                        slotReturn, pool.session(), reset, classifier, usuallyWriting, moves ? exchange : null),
                new SessionPolicy(slotReturn, pool.session(), reset, classifier, false, null),
                new SessionPolicy(slotReturn, pool.session(), reset, classifier, writes, null),
                pool.claims().aliveBypassWindow().toNanos(),
                watched ? ClaimAttributes.WATCHED : ClaimAttributes.NONE);
    }

    private static DisconnectClassifier.Rule override(SQLExceptionOverride override) {
        return exception -> switch (override.adjudicate(exception)) {
            case CONTINUE_EVICT -> DisconnectClassifier.Classification.UNDECIDED;
            case DO_NOT_EVICT -> DisconnectClassifier.Classification.CONNECTED;
            case MUST_EVICT -> DisconnectClassifier.Classification.DISCONNECTED;
        };
    }

    /** The session policy of a claim. */
    SessionPolicy sessions(ClaimOptions options) {
        if (options.target().isEmpty()) {
            return sessions;
        }
        return options.target().get() == TargetServerType.PRIMARY ? writing : targeted;
    }

    /** The attributes of a claim; a shared instance unless the claim has a stack or an operation of its own. */
    ClaimAttributes attributes(@Nullable Operation within) {
        if (pool.diagnosis().acquireStacks()) {
            return new ClaimAttributes(within, new Throwable("claimed here"));
        }
        return within == null ? attributes : ClaimAttributes.of(within);
    }
}
