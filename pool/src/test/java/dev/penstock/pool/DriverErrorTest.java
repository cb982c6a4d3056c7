package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.backends.Connector;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.backends.slots.Slot;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.pool.jdbc.ClaimTrace;
import dev.penstock.pool.jdbc.ClaimedConnection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exceptions of a driver that cannot be examined: the application sees them, and the session serves no other claim. */
class DriverErrorTest {
    /** The most frames of the recursion between the overflow of the stack and the call. */
    private static final int MOST_FRAMES = 100;

    @RegisterExtension
    final Pools pools = new Pools();

    /** An exception with a defect of its own. */
    private static final class BadException extends SQLException {
        private static final long serialVersionUID = 1;

        private final transient Throwable defect;

        BadException(Throwable defect) {
            super("bad");
            this.defect = defect;
        }

        @Override
        public String getSQLState() {
            return DriverErrorTest.<RuntimeException, String>fail(defect);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable, T> T fail(Throwable failure) throws E {
        throw (E) failure;
    }

    private static Throwable defect(String type) {
        return type.equals("exception") ? new IllegalStateException("a defect") : new StackOverflowError("scripted");
    }

    private void assertNextClaimGetsAnotherSession(PenstockDataSource pool) throws SQLException {
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error"})
    void exceptionThatCannotBeExaminedReachesTheApplication(String type) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Throwable defect = defect(type);
        SQLException bad = new BadException(defect);
        try (Connection connection = pool.getConnection()) {
            pools.on("Connection.createBlob").throwing(bad).once();
            assertThat(catchThrowable(connection::createBlob)).isSameAs(bad);
            assertThat(bad.getSuppressed()).containsExactly(defect);
            pools.on("Connection.createBlob")
                    .throwing(new SQLException("harmless"))
                    .once();
            assertThat(catchThrowable(connection::createBlob)).hasMessage("harmless");
        }
        assertNextClaimGetsAnotherSession(pool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection.clearWarnings", "Connection.rollback"})
    void exceptionInTheResetThatCannotBeExaminedStaysInside(String method) throws SQLException {
        boolean autoCommit = method.equals("Connection.clearWarnings");
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(autoCommit));
        Connection connection = pool.getConnection();
        connection.createStatement().close();
        pools.on(method)
                .throwing(new BadException(new IllegalStateException("a defect")))
                .once();
        assertThatCode(connection::close).doesNotThrowAnyException();
        assertNextClaimGetsAnotherSession(pool);
    }

    @Test
    void refusedGetterThatCannotBeExaminedCostsTheSessionAtItsEnd() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        SQLException bad = new BadException(new IllegalStateException("a defect"));
        try (Connection connection = pool.getConnection()) {
            pools.on("Connection.getHoldability").throwing(bad).once();
            connection.setHoldability(1);
        }
        assertNextClaimGetsAnotherSession(pool);
    }

    /** An observer that fails as the whole virtual machine does if its memory or a stack is used up. */
    private static final class FailingTrace implements ClaimTrace {
        @Override
        public void callBegan() {}

        @Override
        public void callEnded() {}

        @Override
        public void thrown(Throwable failure) {
            throw new StackOverflowError("scripted");
        }

        @Override
        public void moved(Slot slot) {}

        @Override
        public void released(@Nullable DisconnectCause cause, long closing, long now) {}
    }

    @Test
    void errorOfAnObserverHidesNoErrorOfTheDriver() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        OutOfMemoryError error = new OutOfMemoryError("scripted");
        try (Connection connection = pool.getConnection()) {
            ((ClaimedConnection) connection).observe(new FailingTrace());
            pools.on("Connection.createBlob").throwing(error).once();
            assertThat(catchThrowable(connection::createBlob)).isSameAs(error);
        }
        assertNextClaimGetsAnotherSession(pool);
    }

    /** A driver of few frames, whose setInt overflows the stack. */
    private final class OverflowingDriver {
        private volatile boolean reached;

        Connector connector() {
            JdbcConnector stub = new JdbcConnector(
                    new StubDriver(),
                    new GenericDialect(pools.database().jdbcUrl()),
                    new Properties(),
                    SessionDefaults.standard(),
                    Optional.empty());
            return new Connector() {
                @Override
                public Connection connect(Backend backend, Duration timeout) throws SQLException {
                    return proxy(Connection.class, stub.connect(backend, timeout));
                }

                @Override
                public boolean isValid(Connection connection, Duration timeout) throws SQLException {
                    return stub.isValid(connection, timeout);
                }

                @Override
                public void probe(Backend backend, Duration timeout) throws SQLException {
                    stub.probe(backend, timeout);
                }

                @Override
                public void close(Connection connection) throws SQLException {
                    stub.close(connection);
                }
            };
        }

        private <T> T proxy(Class<T> type, Object target) {
            InvocationHandler handler = (proxy, method, arguments) -> {
                if (method.getName().equals("setInt")) {
                    reached = true;
                    return overflow(0);
                }
                try {
                    Object result = method.invoke(target, arguments);
                    return result instanceof PreparedStatement made ? proxy(PreparedStatement.class, made) : result;
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            };
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
        }

        @SuppressWarnings("InfiniteRecursion") // meant: it overflows the stack
        private int overflow(int depth) {
            return overflow(depth + 1) + 1;
        }
    }

    /** Uses up the stack, and makes a call so many frames before its end. */
    private static final class Descent {
        private final PreparedStatement statement;
        private int frames;

        Descent(PreparedStatement statement, int frames) {
            this.statement = statement;
            this.frames = frames;
        }

        @SuppressWarnings("InfiniteRecursion") // meant: it overflows the stack
        void run() {
            try {
                run();
            } catch (StackOverflowError e) {
                if (frames-- > 0) {
                    throw e;
                }
                call();
            }
        }

        private void call() {
            try {
                statement.setInt(1, 1);
            } catch (Throwable expected) {
                frames = 0;
            }
        }
    }

    @Test
    void overflowOfTheStackCostsTheSession() throws SQLException {
        OverflowingDriver driver = new OverflowingDriver();
        Backend backend = Backend.of("lab", InetAddress.getLoopbackAddress(), 1);
        Pools.Bare pool = pools.over(List.of(backend), driver.connector(), 1, config -> {});
        int reached = 0;
        for (int frames = 0; frames < MOST_FRAMES; frames++) {
            Pools.awaitUnclaimed(pool::backends, 1);
            long before = pools.database().connectionsOpened();
            driver.reached = false;
            try (Connection connection = pool.claims().claim()) {
                PreparedStatement statement = connection.prepareStatement("select ?");
                Thread thread = new Thread(null, new Descent(statement, frames)::run, "descent", 256 * 1024);
                thread.setUncaughtExceptionHandler((late, error) -> {});
                thread.start();
                join(thread);
            }
            if (driver.reached) {
                reached++;
                pool.claims().claim().close();
                assertThat(pools.database().connectionsOpened())
                        .as("sessions after an overflow %s frames before the end of the stack", frames)
                        .isEqualTo(before + 1);
            }
        }
        assertThat(reached).as("calls that reached the driver").isPositive();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
