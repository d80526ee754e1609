theme();
summary();
matrix();
parts();
filters();
apply();
follow();
