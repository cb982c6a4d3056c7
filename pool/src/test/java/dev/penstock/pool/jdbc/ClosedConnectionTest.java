package dev.penstock.pool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ClosedConnectionTest {
    @Test
    void closedConnectionSaysThatItIsClosed() throws SQLException {
        assertThat(ClosedConnection.INSTANCE.isClosed()).isTrue();
        assertThat(ClosedConnection.INSTANCE.isValid(1)).isFalse();
        assertThatThrownBy(ClosedConnection.INSTANCE::createStatement)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("closed");
    }
}
