package dev.penstock.pool.users;

class SpringOnH2Test extends SpringContract {
    @Override
    Database begin() {
        return new H2Database();
    }
}
