package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SessionSetupException;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerErrorsTest {
    private static SQLException causedBy(Throwable cause) {
        return new SQLException("the attempt failed", "08006", cause);
    }

    static Stream<Throwable> permanent() {
        return Stream.of(
                new SQLException("database \"orders\" does not exist", "3D000"),
                new SQLException("database \"orders\" is not currently accepting connections", "55000"),
                new SQLException("permission denied for database \"orders\"", "42501"),
                new SQLException("unrecognized configuration parameter", "42704"),
                new SQLException("invalid sslmode", "22023"),
                new SQLException("the server does not support SSL", "08004"),
                new SQLException("Unknown database 'orders'", "42000", 1_049),
                new SQLException("Access denied for user to database 'orders'", "42000", 1_044),
                new SQLException("Cannot open database", "S0001", 4_060),
                causedBy(new SSLHandshakeException("no path").initCause(new CertificateException("expired"))),
                new NoClassDefFoundError("com/example/Scram"),
                new SessionSetupException("no schema", new SQLException("no schema", "3F000")));
    }

    static Stream<Throwable> passing() {
        return Stream.of(
                causedBy(new ConnectException("refused")),
                new SQLException("Too many connections", "08004", 1_040),
                new SQLException("User has exceeded the limit", "42000", 1_226),
                new SQLException("sorry, too many clients already", "53300"),
                new SQLException("the database system is starting up", "57P03"),
                causedBy(new SSLHandshakeException("remote host terminated the handshake")),
                new SQLException("no state"),
                new OutOfMemoryError("heap"),
                new SessionSetupException("cancelled", new SQLException("statement timeout", "57014")),
                new SessionSetupException("lost", new SQLException("connection reset", "08006")),
                new SessionSetupException("late", new SQLTimeoutException("late", "HY000")),
                new SessionSetupException("no state", new SQLException("no state")));
    }

    @ParameterizedTest
    @MethodSource("permanent")
    void refusalThatRepetitionCannotChangeIsPermanent(Throwable error) {
        assertThat(ServerErrors.isPermanentRefusal(error)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("passing")
    void errorThatMayPassIsNotPermanent(Throwable error) {
        assertThat(ServerErrors.isPermanentRefusal(error)).isFalse();
    }

    @Test
    void descriptionHasCausesThatSayMore() {
        Throwable refused = new ConnectException("Connection refused");
        assertThat(ServerErrors.describe(causedBy(new IOException("127.0.0.1:5999: Connection refused", refused))))
                .isEqualTo("the attempt failed (SQLState 08006); caused by IOException:"
                        + " 127.0.0.1:5999: Connection refused");
        assertThat(ServerErrors.describe(causedBy(new ConnectException())))
                .isEqualTo("the attempt failed (SQLState 08006); caused by ConnectException");
    }

    @Test
    void exceptionWithoutReadableMessageIsDescribedByItsClass() {
        SQLException odd = new SQLException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException("scripted");
            }
        };
        assertThat(ServerErrors.describe(odd)).isEqualTo(odd.getClass().getName());
    }
}
