"""Acts: Akoma Ntoso, Formex, DILA's XML, the dialects of national gazettes."""
