package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.pool.chains.Link;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server refuses the diagnostic session, does not answer it, or hides what it is asked for. */
@Timeout(120)
class DiagnosticRefusalIT {
    private static final String LATE = "the server did not answer the diagnostic session within 500 ms";

    private static final Set<Ending> ANSWERED = Set.of(Ending.SERVER, Ending.OUTSIDE_SESSION, Ending.CLIENT);
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private LockedRowFixture row;

    @BeforeEach
    void start() throws Exception {
        row = new LockedRowFixture();
    }

    @AfterEach
    void close() throws Exception {
        row.close();
    }

    private void assertRefused(String reason) {
        long begin = System.nanoTime();
        Chain chain = row.chainOfCall();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PROMPT);
        assertThat(chain.ending()).as(chain.toString()).isEqualTo(Ending.NO_ANSWER);
        assertThat(chain.ending().isRoot()).isFalse();
        assertThat(chain.root().kind()).isEqualTo(Link.Kind.CALL);
        assertThat(chain.reason()).contains(reason);
        assertThat(chain.remedies()).isEmpty();
        row.assertNobodyElseWaits();
        row.assertOneWorker();
    }

    private void assertRecovers() {
        Await.until(
                "the outside session is the root",
                LockedRowFixture.LIMIT,
                () -> row.chainOfCall().ending() == Ending.OUTSIDE_SESSION);
        assertThat(row.chainOfCall().root().pid()).hasValue(row.outsidePid());
        row.assertOneWorker();
    }

    @Test
    void roleWithoutConnectionLeftIsReasonOfEnd() throws Exception {
        row.execute("alter role app connection limit 1");
        assertRefused("the server has no connection left for the diagnostic session (53300): FATAL: too many connect");
        assertThatThrownBy(() -> row.pool().claim(ClaimOptions.none().withTimeout(Duration.ofMillis(300))))
                .hasMessageContaining("The chain ends here: the server has no connection left");
        assertThat(row.diagnosticSessions()).isZero();
        row.execute("alter role app connection limit -1");
        assertRecovers();
        assertThat(row.diagnosticSessions()).isOne();
        row.end();
    }

    @Test
    void serverWithoutConnectionLeftIsReasonOfEnd() throws Exception {
        List<Connection> others = new ArrayList<>();
        try {
            while (true) {
                others.add(DriverManager.getConnection(row.server().jdbcUrl(), "app", "app"));
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("53300");
        }
        assertRefused("the server has no connection left for the diagnostic session (53300): FATAL: ");
        assertThat(row.diagnosticSessions()).isZero();
        for (Connection other : others) {
            other.close();
        }
        assertRecovers();
        row.end();
    }

    @Test
    void frozenServerRefusesLateAndRecovers() throws Exception {
        assertRecovers();
        row.server().freeze();
        assertRefused(LATE);
        assertRefused(LATE);
        row.server().thaw();
        assertRecovers();
        Await.until("one session is left", LockedRowFixture.LIMIT, () -> row.diagnosticSessions() == 1);
        row.end();
    }

    @Test
    void poolClosesWhileFrozenServerIsAsked() throws Exception {
        row.server().freeze();
        assertRefused(LATE);
        row.pool().close();
        row.assertNothingLeftInClient();
        row.server().thaw();
        Await.until("no session is left", LockedRowFixture.LIMIT, () -> row.diagnosticSessions() == 0);
    }

    @Test
    void frozenPostmasterRefusesNewSessionAndAnswersOpenOne() throws Exception {
        int postmaster = Math.toIntExact(row.server().postmasterPid());
        row.server().freezeProcess(postmaster);
        assertRefused(LATE);
        row.server().thawProcess(postmaster);
        assertRecovers();
        row.server().freezeProcess(postmaster);
        assertRecovers();
        row.server().thawProcess(postmaster);
        row.end();
    }

    @Test
    void frozenDiagnosticProcessIsReplaced() throws Exception {
        assertRecovers();
        int process = row.diagnosticProcess();
        row.server().freezeProcess(process);
        assertRefused(LATE);
        assertRecovers();
        assertThat(row.diagnosticSessions())
                .as("the frozen one and its successor")
                .isEqualTo(2);
        row.server().thawProcess(process);
        Await.until("one session is left", LockedRowFixture.LIMIT, () -> row.diagnosticSessions() == 1);
        row.end();
    }

    @Test
    void frozenProcessOfCallStillLeadsToHolder() throws Exception {
        int process = row.callPid();
        row.server().freezeProcess(process);
        assertRecovers();
        row.server().thawProcess(process);
        row.end();
    }

    @Test
    void serverThatIsKilledWhileAskedRefuses() throws Exception {
        assertRecovers();
        row.server().freeze();
        List<Optional<Chain>> chains = new ArrayList<>();
        Thread asking = row.run("asking", () -> chains.add(row.pool().chains().of(row.claim())));
        Await.until("the server is asked", LockedRowFixture.LIMIT, () -> row.isAsked() || !asking.isAlive());
        row.server().kill();
        asking.join();
        // the call may have ended with its server
        assertThat(chains)
                .hasSize(1)
                .allSatisfy(chain -> assertThat(chain.map(Chain::ending).filter(ANSWERED::contains))
                        .as("%s", chain)
                        .isEmpty());
        row.assertNobodyElseWaits();
        row.server().restart();
        row.lockAgain();
        assertRecovers();
        row.end();
    }

    @Test
    void sessionThatIsTerminatedWhileAskedIsReplaced() throws Exception {
        assertRecovers();
        int process = row.diagnosticProcess();
        row.server().freezeProcess(process);
        List<Chain> chains = new ArrayList<>();
        Thread asking = row.run("asking", () -> chains.add(row.chainOfCall()));
        Await.until("the server is asked", LockedRowFixture.LIMIT, () -> row.isAsked() || !asking.isAlive());
        row.execute("select pg_terminate_backend(" + process + ")");
        row.server().thawProcess(process);
        asking.join();
        assertThat(chains.get(0).ending()).isEqualTo(Ending.NO_ANSWER);
        assertThat(chains.get(0).reason())
                .satisfiesAnyOf(
                        reason -> assertThat(reason).startsWith("the diagnostic session was lost (57P01): "),
                        reason -> assertThat(reason).isEqualTo(LATE));
        assertRecovers();
        row.end();
    }

    @Test
    void hiddenSessionIsNamedWithPrivilegeThatShowsIt() throws Exception {
        row.execute("revoke pg_monitor from app");
        Chain chain = row.chainOfCall();

        assertThat(chain.ending()).as(chain.toString()).isEqualTo(Ending.HIDDEN);
        assertThat(chain.root().pid()).hasValue(row.outsidePid());
        assertThat(chain.root().sql()).isEmpty();
        assertThat(chain.reason())
                .isEqualTo("the server hides process " + row.outsidePid()
                        + " from the pool's user: grant it pg_monitor to see more");
        row.execute("grant pg_monitor to app");
        assertRecovers();
        row.end();
    }
}
