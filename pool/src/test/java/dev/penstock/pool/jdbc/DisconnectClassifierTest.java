package dev.penstock.pool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.DisconnectCause.Blame;
import dev.penstock.pool.jdbc.DisconnectClassifier.Classification;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** What the exceptions of pgjdbc say about a connection, and about the others of its server. */
class DisconnectClassifierTest {
    private final DisconnectClassifier classifier =
            new DisconnectClassifier("test", failure -> Classification.UNDECIDED, text -> text);

    private static PSQLException sent(String severity, String state) {
        return new PSQLException(
                new ServerErrorMessage("S" + severity + "\0C" + state + "\0Mcould not connect elsewhere\0"));
    }

    private static PSQLException ioError(IOException cause) {
        return new PSQLException("An I/O error occurred", PSQLState.CONNECTION_FAILURE, cause);
    }

    private Blame blame(SQLException failure) {
        return classifier.causeOf(failure).map(DisconnectCause::blame).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "08003", "08P01", "57P01", "57P02", "57P03"})
    void errorOfHealthyServerLosesNoConnection(String state) {
        assertThat(classifier.causeOf(sent("ERROR", state))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FATAL, 08P01, SERVER",
        "FATAL, 57P01, SERVER",
        "PANIC, 57P02, SERVER",
        "FATAL, 57P05, SERVER",
        "FATAL, 53300, SERVER",
        "FATAL, 25P03, CLIENT",
        "FATAL, 25P04, CLIENT",
        "ERROR, 0A000, CLIENT"
    })
    void connectionThatServerEndsIsLost(String severity, String state, Blame blame) {
        assertThat(blame(sent(severity, state))).isEqualTo(blame);
    }

    @Test
    void severityInAnotherLanguageSparesNoConnection() {
        assertThat(blame(sent("FEHLER", "08001"))).isEqualTo(Blame.SERVER);
        assertThat(blame(sent("FATAL", "57P01"))).isEqualTo(Blame.SERVER);
    }

    @Test
    void batchThatServerRefusedLosesNoConnection() {
        PSQLException refusal = sent("ERROR", "08001");
        BatchUpdateException batch =
                new BatchUpdateException("Batch entry 0 was aborted", "08001", 0, new int[0], refusal);
        assertThat(classifier.causeOf(batch)).isEmpty();
        batch.setNextException(refusal);
        assertThat(classifier.causeOf(batch)).isEmpty();
        batch.setNextException(ioError(new EOFException()));
        assertThat(blame(batch)).as("the connection was lost after it").isEqualTo(Blame.SERVER);
    }

    @Test
    void errorOfDriverLosesConnection() {
        assertThat(blame(ioError(new EOFException()))).isEqualTo(Blame.SERVER);
        assertThat(blame(ioError(new SocketException("Connection reset")))).isEqualTo(Blame.SERVER);
        assertThat(blame(ioError(new SocketTimeoutException("Read timed out")))).isEqualTo(Blame.UNKNOWN);
    }

    @Test
    void interruptOfCallerIsNoFaultOfServer() {
        for (IOException interrupt : List.of(
                new SocketException("Closed by interrupt"),
                new ClosedByInterruptException(),
                new InterruptedIOException())) {
            assertThat(blame(ioError(interrupt))).as("%s", interrupt).isEqualTo(Blame.CLIENT);
        }
    }
}
