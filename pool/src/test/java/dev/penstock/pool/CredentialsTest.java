package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.Vault;
import dev.penstock.backends.BackendHealth;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The credentials of a pool: those of a provider, and those that are set. */
class CredentialsTest {
    private static final String SECRET = "s3cr3t";

    @RegisterExtension
    final Pools pools = new Pools();

    private final Vault vault = new Vault();

    private PenstockDataSource provided(int slots) {
        return pools.config(slots, config -> {
            config.setCredentialsProvider(vault);
            config.setConnectTimeout(250);
        });
    }

    private static void awaitError(PenstockDataSource pool, String text) {
        Await.until(
                "the last error contains " + text,
                Invariants.LIMIT,
                () -> pool.backends().stream()
                        .flatMap(view -> view.lastError().stream())
                        .anyMatch(error -> error.contains(text)));
    }

    @Test
    void providerIsAskedForConnectionsButNotForClaims() throws SQLException {
        PenstockDataSource pool = pools.open(provided(3));
        Pools.awaitUnclaimed(pool::backends, 3);
        assertThat(vault.asked()).isEqualTo(3);
        for (int i = 0; i < 20; i++) {
            pool.getConnection().close();
        }
        assertThat(vault.asked()).isEqualTo(3);
        assertThat(pools.database().calls()).anyMatch(call -> call.contains("clerk"));
    }

    @Test
    void throwingProviderIsNamedAndAskedAgain() throws SQLException {
        vault.answers(() -> {
            throw new SQLException("sealed");
        });
        PenstockDataSource pool = pools.open(provided(1));
        awaitError(pool, "credentialsProvider com.example.Vault failed by java.sql.SQLException");
        vault.answers(() -> {
            throw new LinkageError("torn");
        });
        awaitError(pool, "credentialsProvider com.example.Vault failed by java.lang.LinkageError");
        vault.answers(() -> Credentials.of("clerk", SECRET));
        pool.getConnection().close();
    }

    @Test
    void providerReturningNullIsNamedAndAskedAgain() throws SQLException {
        vault.answers(() -> null);
        PenstockDataSource pool = pools.open(provided(1));
        awaitError(pool, "credentialsProvider com.example.Vault returned no credentials");
        vault.answers(() -> Credentials.of(null, null));
        pool.getConnection().close();
    }

    @Test
    void hangingProviderIsNamedInterruptedAndAskedAgain() throws SQLException {
        vault.hangs();
        PenstockDataSource pool = pools.open(provided(1));
        awaitError(pool, "connect attempt has not ended within 250 ms: it is in com.example.Vault.getCredentials(");
        vault.answers(() -> Credentials.of("clerk", SECRET));
        pool.getConnection().close();
    }

    @Test
    void claimEndsByDeadlineWhileProviderHangs() {
        vault.hangs();
        PenstockDataSource pool = provided(1);
        pool.setConnectionTimeout(300);
        pools.open(pool);
        long began = System.nanoTime();
        assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
        assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(15).toNanos());
    }

    @Test
    void refusalEndsWhenProviderHasNewCredentials() throws SQLException {
        StubScript refusal = pools.on("Driver.connect");
        refusal.throwing(new SQLInvalidAuthorizationSpecException("password '" + SECRET + "' is wrong", "28P01"));
        vault.answers(() -> Credentials.of("clerk", SECRET));
        PenstockDataSource pool = pools.open(provided(2));
        Await.until(
                "the backend is refused",
                Invariants.LIMIT,
                () -> pool.backends().stream().anyMatch(view -> view.health() == BackendHealth.REFUSED));
        assertThat(pool.backends().toString()).doesNotContain(SECRET);
        refusal.usual();
        vault.answers(() -> Credentials.of("clerk", "second"));
        Pools.awaitUnclaimed(pool::backends, 2);
        pool.getConnection().close();
    }

    /** Each round asks for two logins, and once for the watch that begins the next round. */
    @Test
    void refusedFreshTokensAreTriedEverMoreSeldom() throws SQLException {
        List<Long> asked = new CopyOnWriteArrayList<>();
        vault.answers(() -> {
            asked.add(System.nanoTime());
            return Credentials.of("clerk", "token-" + asked.size());
        });
        StubScript refusal = pools.on("Driver.connect");
        refusal.throwing(new SQLInvalidAuthorizationSpecException("no", "28P01"));
        PenstockDataSource pool = pools.open(provided(1));
        Await.until("three rounds", Invariants.LIMIT, () -> asked.size() >= 8);
        refusal.usual();
        assertThat(asked.get(2) - asked.get(1))
                .isGreaterThan(Duration.ofMillis(450).toNanos());
        assertThat(asked.get(5) - asked.get(4))
                .isGreaterThan(Duration.ofMillis(950).toNanos());
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
    }

    @Test
    void refusalEndsWhenCredentialsAreSet() throws SQLException {
        StubScript refusal = pools.on("Driver.connect");
        refusal.throwing(new SQLInvalidAuthorizationSpecException("no", "28P01"));
        PenstockDataSource pool = pools.open(1, config -> config.setCredentials(Credentials.of("clerk", "first")));
        assertThatThrownBy(pool::getConnection).isInstanceOf(AuthenticationRefusedException.class);
        refusal.usual();
        pool.setCredentials(Credentials.of("clerk", "second"));
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThat(pool.getUsername()).isEqualTo("clerk");
    }

    @Test
    void onlyPasswordIsRefusedBesideProvider() {
        PenstockDataSource pool = provided(1);
        pool.setUsername("clerk");
        pool.setPassword(SECRET);
        assertThatThrownBy(pool::start)
                .hasMessageContaining("password is set, but credentialsProvider has another")
                .hasMessageNotContaining(SECRET);
        pool.setPassword(null);
        vault.answers(() -> Credentials.of(null, "token"));
        pools.open(pool);
        Pools.awaitUnclaimed(pool::backends, 1);
        assertThat(pools.database().calls()).anyMatch(call -> call.contains("clerk"));
    }

    @Test
    void textsContainNoPassword() {
        assertThat(Credentials.of("clerk", SECRET).toString()).contains("clerk").doesNotContain(SECRET);
        PenstockConfig config = new PenstockConfig();
        config.setPassword(SECRET);
        assertThat(config.toString()).doesNotContain(SECRET);
    }
}
