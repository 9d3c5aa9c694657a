-- How many labels there were when the maps were last fitted: another fit waits for enough new ones.
alter table label_cursor add column labels_fitted integer not null default 0;
