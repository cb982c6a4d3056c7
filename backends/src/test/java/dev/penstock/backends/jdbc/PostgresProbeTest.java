package dev.penstock.backends.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The questions of a probe, and the answers of servers and proxies that know or do not know them. */
class PostgresProbeTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int TLS = 80_877_103;
    private static final int GSS = 80_877_104;
    private static final int HANG_UP = -1;

    private final PostgresDialect dialect = new PostgresDialect("postgres");
    private final List<Integer> questions = new CopyOnWriteArrayList<>();
    private ServerSocket server;

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** A server that answers each question with a byte, or hangs up. */
    private Backend serverThat(IntUnaryOperator answers) throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    serve(answers);
                }
            } catch (IOException closed) {
                // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        return Backend.of("db.test", server.getInetAddress(), server.getLocalPort());
    }

    private void serve(IntUnaryOperator answers) throws IOException {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(in.readInt()).as("the length of the request").isEqualTo(8);
            int question = in.readInt();
            questions.add(question);
            int answer = answers.applyAsInt(question);
            if (answer != HANG_UP) {
                socket.getOutputStream().write(answer);
                assertThat(in.read()).as("the prober leaves").isEqualTo(HANG_UP);
            }
        }
    }

    @Test
    void eitherAnswerToTheFirstQuestionSuffices() throws Exception {
        for (char answer : new char[] {'G', 'N'}) {
            Backend backend = serverThat(question -> answer);
            dialect.probe(backend, LIMIT);
            dialect.probe(backend, LIMIT);
            server.close();
        }
        assertThat(questions).containsExactly(GSS, GSS, GSS, GSS);
    }

    @Test
    void serverWithoutTheFirstQuestionIsAskedAboutTls() throws Exception {
        for (int refusal : new int[] {HANG_UP, 'E'}) {
            questions.clear();
            PostgresDialect fresh = new PostgresDialect("postgres");
            Backend backend = serverThat(question -> question == GSS ? refusal : 'S');
            fresh.probe(backend, LIMIT);
            fresh.probe(backend, LIMIT);
            assertThat(questions).as("the second probe knows").containsExactly(GSS, TLS, TLS);
            server.close();
        }
    }

    @Test
    void serverThatHangsUpTwiceHasNotAnswered() throws Exception {
        Backend backend = serverThat(question -> HANG_UP);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> dialect.probe(backend, LIMIT))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("the server closed the connection");
        }
        assertThat(questions).as("a dying server teaches nothing").containsExactly(GSS, TLS, GSS, TLS);
    }
}
