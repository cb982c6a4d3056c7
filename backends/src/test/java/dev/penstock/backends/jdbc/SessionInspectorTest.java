package dev.penstock.backends.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A driver counts as derived from pgjdbc by the methods that it has. */
class SessionInspectorTest {
    private final SessionInspectors inspectors = new SessionInspectors();

    /** The interface of a driver, named as that of pgjdbc. */
    public interface BaseConnection extends Connection {
        /** The state of the transaction. */
        State getTransactionState();

        /** The executor of statements. */
        Object getQueryExecutor();
    }

    /** The states of a transaction. */
    public enum State {
        IDLE,
        OPEN,
        FAILED
    }

    /** An executor with the lock of a COPY. */
    private static final class LockingExecutor {
        @SuppressWarnings("unused") // read by reflection
        private final @Nullable Object lockedFor;

        private LockingExecutor(@Nullable Object lockedFor) {
            this.lockedFor = lockedFor;
        }
    }

    private static Connection connection(Class<?> type, @Nullable State state, Object executor) {
        return (Connection) Proxy.newProxyInstance(
                SessionInspectorTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals("getTransactionState") ? state : executor);
    }

    private SessionInspector.Activity activity(Connection connection) {
        return inspectors.of(connection).activity(connection);
    }

    @Test
    void transactionStateIsThatOfTheDriver() {
        Object free = new LockingExecutor(null);
        assertThat(activity(connection(BaseConnection.class, State.IDLE, free)))
                .isEqualTo(SessionInspector.Activity.IDLE);
        assertThat(activity(connection(BaseConnection.class, State.OPEN, free)))
                .isEqualTo(SessionInspector.Activity.TRANSACTION);
        assertThat(activity(connection(BaseConnection.class, State.FAILED, free)))
                .isEqualTo(SessionInspector.Activity.TRANSACTION);
    }

    @Test
    void lockedExecutorIsACopyInProgress() {
        Connection copying = connection(BaseConnection.class, State.IDLE, new LockingExecutor("a COPY"));
        assertThat(activity(copying)).isEqualTo(SessionInspector.Activity.COPY);
        assertThat(inspectors.of(copying).isBounded()).isTrue();
    }

    @Test
    void driverWhoseLockIsUnknownIsNotBounded() {
        Connection unknown = connection(BaseConnection.class, State.OPEN, "an executor without the field");
        assertThat(activity(unknown)).isEqualTo(SessionInspector.Activity.TRANSACTION);
        assertThat(inspectors.of(unknown).isBounded()).isFalse();
    }

    @Test
    void otherDriverSaysNothing() {
        Connection other = connection(Connection.class, null, "");
        assertThat(activity(other)).isEqualTo(SessionInspector.Activity.UNKNOWN);
        assertThat(inspectors.of(other).isBounded()).isFalse();
        assertThat(inspectors.of(other).forgetsStatements()).isFalse();
    }

    @Test
    void driverThatBreaksItsInterfaceSaysNothing() {
        Connection broken = connection(BaseConnection.class, null, "");
        assertThat(activity(broken)).isEqualTo(SessionInspector.Activity.UNKNOWN);
    }
}
