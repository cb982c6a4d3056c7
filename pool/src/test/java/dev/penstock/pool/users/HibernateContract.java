package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.pool.PenstockDataSource;
import jakarta.persistence.OptimisticLockException;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.LazyInitializationException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.Test;

abstract class HibernateContract extends UserContract {
    /** Sessions over the pool, whose tables are made for them and dropped with them. */
    private static SessionFactory sessions(PenstockDataSource pool) {
        Configuration configuration = new Configuration();
        configuration.getProperties().put("jakarta.persistence.nonJtaDataSource", pool);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        configuration.addAnnotatedClass(Owner.class);
        configuration.addAnnotatedClass(OwnedAccount.class);
        return configuration.buildSessionFactory();
    }

    private static Owner owner(int id) {
        return new Owner(id, "owner " + id).with(new OwnedAccount(10)).with(new OwnedAccount(20));
    }

    @Test
    void anEntityIsFoundByTheNextSession() throws SQLException {
        PenstockDataSource pool = pool(1);
        try (SessionFactory sessions = sessions(pool)) {
            sessions.inTransaction(session -> session.persist(owner(1)));
            sessions.inTransaction(session -> session.find(Owner.class, 1L).rename("renamed"));
            sessions.inSession(
                    session -> assertThat(session.find(Owner.class, 1L).name()).isEqualTo("renamed"));
            assertThat(held(pool)).isZero();
        }
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() throws SQLException {
        PenstockDataSource pool = pool(1);
        try (SessionFactory sessions = sessions(pool)) {
            assertThatThrownBy(() -> sessions.inTransaction(session -> {
                        session.persist(owner(1));
                        session.flush();
                        throw new IllegalStateException("changed my mind");
                    }))
                    .hasMessage("changed my mind");
            sessions.inSession(
                    session -> assertThat(session.find(Owner.class, 1L)).isNull());
            try (Connection next = pool.getConnection()) {
                assertThat(next.getAutoCommit()).isTrue();
            }
        }
    }

    @Test
    void whatIsLazyIsLoadedWhileTheSessionLasts() throws SQLException {
        PenstockDataSource pool = pool(1);
        try (SessionFactory sessions = sessions(pool)) {
            sessions.inTransaction(session -> session.persist(owner(1)));
            Owner later = sessions.fromSession(session -> {
                Owner found = session.find(Owner.class, 1L);
                assertThat(found.accounts()).extracting(OwnedAccount::balance).containsExactlyInAnyOrder(10, 20);
                return session.getReference(Owner.class, 1L);
            });
            assertThat(later.name()).isEqualTo("owner 1");
            Owner detached = sessions.fromSession(session -> session.find(Owner.class, 1L));
            assertThatThrownBy(() -> detached.accounts().size()).isInstanceOf(LazyInitializationException.class);
        }
    }

    @Test
    void twoSessionsHaveTwoClaimsAndTheLaterCommitLoses() throws SQLException {
        PenstockDataSource pool = pool(2);
        try (SessionFactory sessions = sessions(pool)) {
            sessions.inTransaction(session -> session.persist(owner(1)));
            try (Session slow = sessions.openSession()) {
                slow.beginTransaction();
                Owner mine = slow.find(Owner.class, 1L);
                sessions.inTransaction(fast -> {
                    fast.find(Owner.class, 1L).rename("theirs");
                    fast.flush();
                    assertThat(held(pool)).isEqualTo(2);
                });
                mine.rename("mine");
                assertThatThrownBy(() -> slow.getTransaction().commit())
                        .satisfiesAnyOf(
                                thrown -> assertThat(thrown).isInstanceOf(OptimisticLockException.class),
                                thrown -> assertThat(thrown).hasCauseInstanceOf(OptimisticLockException.class));
            }
            sessions.inSession(
                    session -> assertThat(session.find(Owner.class, 1L).name()).isEqualTo("theirs"));
        }
    }

    @Test
    void aViolatedConstraintKeepsTheConnection() throws SQLException {
        PenstockDataSource pool = pool(1);
        try (SessionFactory sessions = sessions(pool)) {
            sessions.inTransaction(session -> session.persist(new Owner(1, "first")));
            assertThatThrownBy(() -> sessions.inTransaction(session -> {
                        session.persist(new Owner(1, "second"));
                        session.flush();
                    }))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isInstanceOf(ConstraintViolationException.class),
                            thrown -> assertThat(thrown).hasCauseInstanceOf(ConstraintViolationException.class));
            sessions.inTransaction(session -> session.persist(owner(2)));
            sessions.inSession(session -> assertThat(
                            session.createQuery("from owners", Owner.class).list())
                    .hasSize(2));
        }
    }
}
