package dev.penstock.lab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrivilegesIT {

    @Test
    void onlyRootDropsPrivileges() {
        assertThat(Privileges.detect() == Privileges.OWN).isNotEqualTo(isRoot());
    }

    @ParameterizedTest
    @EnumSource(
            value = Privileges.class,
            names = {"USER_NAMESPACE", "NOBODY"})
    void rootRunsServersInBothWays(Privileges privileges) throws SQLException {
        assumeTrue(isRoot(), "needs root");
        ClusterSettings settings =
                PostgresCluster.builder().servers(2).tls("localhost").settings();
        Path log;
        try (PostgresCluster cluster = new ClusterStart(settings, LabDirectory.ofUser(), privileges).run()) {
            PostgresServer server = cluster.server(0);
            log = server.logFile();
            server.freeze();
            server.thaw();
            server.kill();
            server.restart();
            try (Connection connection = server.connect()) {
                assertThat(connection.isValid(5)).isTrue();
            }
            cluster.server(1).freeze();
        }
        assertThat(Files.exists(log)).isFalse();
    }

    private static boolean isRoot() {
        return Command.of("id", "-u").result().output().trim().equals("0");
    }
}
