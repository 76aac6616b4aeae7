from migrate.targets.site.target import SiteTarget
class MkdocsTarget(SiteTarget):
    name = "mkdocs"
