package dev.penstock.pool.users;

class JdbiOnH2Test extends JdbiContract {
    @Override
    Database begin() {
        return new H2Database();
    }
}
