package dev.penstock.pool.users;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

/** An entity with a generated key and a parent that is loaded when it is asked for. */
@Entity(name = "owned_accounts")
class OwnedAccount {
    @Id
    @GeneratedValue
    private Long id;

    private int balance;

    @ManyToOne(fetch = FetchType.LAZY)
    private Owner owner;

    protected OwnedAccount() {}

    OwnedAccount(int balance) {
        this.balance = balance;
    }

    void belongsTo(Owner other) {
        owner = other;
    }

    int balance() {
        return balance;
    }
}
