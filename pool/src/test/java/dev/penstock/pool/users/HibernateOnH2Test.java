package dev.penstock.pool.users;

class HibernateOnH2Test extends HibernateContract {
    @Override
    Database begin() {
        return new H2Database();
    }
}
