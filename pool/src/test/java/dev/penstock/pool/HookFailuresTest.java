package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code of the application that throws inside the pool. */
class HookFailuresTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @SuppressWarnings("unchecked") // a hook that is not written in Java may throw any exception
    private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static Throwable thrown(String kind) {
        return switch (kind) {
            case "error" -> new LinkageError("scripted");
            case "checked" -> new InterruptedException("scripted");
            default -> new IllegalStateException("scripted");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime", "checked", "error"})
    void overrideThatThrowsLeavesHolderItsException(String kind) throws SQLException {
        SQLExceptionOverride override = new SQLExceptionOverride() {
            @java.lang.Override
            public SQLExceptionOverride.Override adjudicate(SQLException failure) {
                throw HookFailuresTest.<RuntimeException>sneaky(thrown(kind));
            }
        };
        PenstockDataSource pool = pools.full(1, config -> config.setExceptionOverride(override));
        SQLException failure = new SQLException("division by zero", "22012");
        try (ScriptedLog log = new ScriptedLog(() -> {});
                Connection connection = pool.getConnection()) {
            for (int i = 0; i < 5; i++) {
                pools.on("Connection.nativeSQL").throwing(failure).once();
                assertThatThrownBy(() -> connection.nativeSQL(""))
                        .isSameAs(failure)
                        .hasNoSuppressedExceptions();
            }
            assertThat(log.texts())
                    .filteredOn(line -> line.contains("the exceptionOverride failed; the default rules decide"))
                    .as("logged once")
                    .hasSize(1);
        }
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened())
                .as("the session is kept")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime", "checked", "error"})
    void providerThatThrowsIsNamedAndAskedAgain(String kind) throws SQLException {
        AtomicBoolean fails = new AtomicBoolean(true);
        PenstockDataSource pool = pools.open(pools.config(
                1,
                config -> config.setCredentialsProvider(() -> {
                    if (fails.get()) {
                        throw HookFailuresTest.<RuntimeException>sneaky(thrown(kind));
                    }
                    return new Credentials("clerk", null);
                })));
        Await.until(
                "the provider is named",
                Invariants.LIMIT,
                () -> pool.backends().stream()
                        .flatMap(view -> view.lastError().stream())
                        .anyMatch(error -> error.contains("credentialsProvider")
                                && error.contains(
                                        "failed by " + thrown(kind).getClass().getName())));
        fails.set(false);

        pool.getConnection().close();
    }
}
