package dev.penstock.pool.users;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;

/** An entity whose accounts are loaded when they are asked for. */
@Entity(name = "owners")
class Owner {
    @Id
    private long id;

    @Version
    private int version;

    private String name;

    @OneToMany(mappedBy = "owner", cascade = CascadeType.ALL, fetch = FetchType.LAZY)
    private List<OwnedAccount> accounts = new ArrayList<>();

    protected Owner() {}

    Owner(long id, String name) {
        this.id = id;
        this.name = name;
    }

    Owner with(OwnedAccount account) {
        account.belongsTo(this);
        accounts.add(account);
        return this;
    }

    void rename(String other) {
        name = other;
    }

    String name() {
        return name;
    }

    List<OwnedAccount> accounts() {
        return accounts;
    }
}
