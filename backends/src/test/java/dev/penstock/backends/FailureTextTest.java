package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    @Test
    void stateAndCodeAreShownAndTheMessageIsNot() {
        assertThat(FailureText.withoutMessage(new SQLException("secret", "08001", 7)))
                .isEqualTo("java.sql.SQLException, SQL state 08001, code 7");
        assertThat(FailureText.withoutMessage(new IllegalStateException("secret")))
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void exceptionThatThrowsItselfIsDescribedByItsClass() {
        SQLException hostile = new SQLException("secret") {
            private static final long serialVersionUID = 1;

            @Override
            public String getSQLState() {
                throw new IllegalStateException("hostile");
            }
        };
        assertThat(FailureText.withoutMessage(hostile))
                .isEqualTo(hostile.getClass().getName());
    }
}
