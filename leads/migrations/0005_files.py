import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('leads', '0004_words_wipes_and_plans'),
    ]

    operations = [
        migrations.CreateModel(
            name='LeadFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('key', models.CharField(editable=False, max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='leadfile_rows'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='leadfile_has_key')],
            },
        ),
        migrations.CreateModel(
            name='Star',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='star_rows')],
            },
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('owner__isnull', False)), fields=['workspace', 'owner', '-id'], name='lead_of_owner'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('grade', ''), _negated=True), fields=['workspace', 'grade', '-id'], name='lead_of_grade'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('erased_at', None), ('merged_into', None)), fields=['workspace', 'holder', '-id'], name='lead_of_holder'),
        ),
        migrations.AddField(
            model_name='leadfile',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='leadfile',
            name='lead',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='leads.lead'),
        ),
        migrations.AddField(
            model_name='leadfile',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lead_files', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='star',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='star',
            name='view',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='stars', to='leads.savedview'),
        ),
        migrations.AddField(
            model_name='star',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stars', to='accounts.workspace'),
        ),
        migrations.AddIndex(
            model_name='leadfile',
            index=models.Index(fields=['workspace', 'lead', '-at'], name='leadfile_of_lead'),
        ),
        migrations.AddConstraint(
            model_name='leadfile',
            constraint=accounts.constraints.TenantKey(field='lead', name='leadfile_lead_key', to='leads.Lead'),
        ),
        migrations.AddConstraint(
            model_name='leadfile',
            constraint=models.UniqueConstraint(fields=('workspace', 'key'), name='leadfile_key_once'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=accounts.constraints.TenantKey(field='view', name='star_view_key', to='leads.SavedView'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=models.UniqueConstraint(fields=('workspace', 'user', 'view'), name='star_once'),
        ),
    ]
